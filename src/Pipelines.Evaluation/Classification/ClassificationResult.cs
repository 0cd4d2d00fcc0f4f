using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>
/// How well classes were predicted over a view's rows. Scores are from 0 to 1, correlation and kappa from −1; higher is better.
/// </summary>
public sealed class ClassificationResult
{
    internal ClassificationResult(ConfusionMatrix confusion, double[] rows, ScoreEstimate[] estimates, string signature)
    {
        Confusion = confusion;
        Rows = rows;
        (Accuracy, BalancedAccuracy, MacroF1, WeightedF1) = (estimates[0], estimates[1], estimates[2], estimates[3]);
        (MatthewsCorrelation, CohenKappa) = (estimates[4], estimates[5]);
        Signature = signature;
    }

    /// <summary>How often each class was predicted for rows of each class; precision, recall and F1 of each.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The share of rows predicted rightly; the micro-averaged F1 is the same.</summary>
    public ScoreEstimate Accuracy { get; }

    /// <summary>The mean recall of the classes that rows have.</summary>
    public ScoreEstimate BalancedAccuracy { get; }

    /// <summary>The mean F1 of the classes.</summary>
    public ScoreEstimate MacroF1 { get; }

    /// <summary>The F1 of all decisions together: with one class a row, the accuracy.</summary>
    public ScoreEstimate MicroF1 => Accuracy;

    /// <summary>The mean F1 of the classes, each as often as rows have it.</summary>
    public ScoreEstimate WeightedF1 { get; }

    /// <summary>Matthews' correlation coefficient.</summary>
    public ScoreEstimate MatthewsCorrelation { get; }

    /// <summary>Cohen's kappa.</summary>
    public ScoreEstimate CohenKappa { get; }

    /// <summary>1 for each row predicted rightly, else 0.</summary>
    public IReadOnlyList<double> Rows { get; }

    /// <summary>How many rows were scored.</summary>
    public int RowCount => Rows.Count;

    /// <summary>How the scores were made; scores with other signatures cannot be compared.</summary>
    public string Signature { get; }

    /// <summary>The scores as a table in Markdown, the classes' and how they were made.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("| accuracy | balanced | macro F1 | weighted F1 | MCC | kappa |\n|---:|---:|---:|---:|---:|---:|\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {Accuracy} | {BalancedAccuracy} | {MacroF1} | {WeightedF1} | {MatthewsCorrelation} | {CohenKappa} |\n\n");
        text.Append("| class | precision | recall | F1 |\n|---|---:|---:|---:|\n");
        foreach (var label in Confusion.Labels)
        {
            var (precision, recall, measure) = Confusion.OfClass(label);
            text.Append(CultureInfo.InvariantCulture, $"| {label} | {precision:F4} | {recall:F4} | {measure:F4} |\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{RowCount} rows; {Signature}\n").ToString();
    }
}
