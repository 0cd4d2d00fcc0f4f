using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Whether a model is right on a view's rows as often as it says. All values are from 0 to 1.</summary>
public sealed class CalibrationResult
{
    internal CalibrationResult(
        IReadOnlyList<double> rows, ScoreEstimate[] estimates, IReadOnlyList<CalibrationBin> bins, double maximumError, string signature)
    {
        Rows = rows;
        (ExpectedError, Accuracy, MeanConfidence) = (estimates[0], estimates[1], estimates[2]);
        Bins = bins;
        MaximumError = maximumError;
        Signature = signature;
    }

    /// <summary>The expected calibration error; lower is better.</summary>
    public ScoreEstimate ExpectedError { get; }

    /// <summary>The largest error of a bin; lower is better.</summary>
    public double MaximumError { get; }

    /// <summary>The share of rows predicted rightly.</summary>
    public ScoreEstimate Accuracy { get; }

    /// <summary>The mean confidence: above the accuracy, the model is too sure.</summary>
    public ScoreEstimate MeanConfidence { get; }

    /// <summary>The bins: what a reliability diagram shows.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>The confidence of each row.</summary>
    public IReadOnlyList<double> Rows { get; }

    /// <summary>How many rows were scored.</summary>
    public int RowCount => Rows.Count;

    /// <summary>How the scores were made; scores with other signatures cannot be compared.</summary>
    public string Signature { get; }

    /// <summary>The scores, the bins as a table in Markdown, and how they were made.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("| confidence | rows | mean | accuracy |\n|---|---:|---:|---:|\n");
        foreach (var bin in Bins.Where(b => b.Count > 0))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {bin.Lower:F3}–{bin.Upper:F3} | {bin.Count} | {bin.MeanConfidence:F4} | {bin.Accuracy:F4} |\n");
        }

        return text.Append(
            CultureInfo.InvariantCulture,
            $"expected error {ExpectedError}, largest {MaximumError:F4}, accuracy {Accuracy}, confidence {MeanConfidence}")
            .Append(CultureInfo.InvariantCulture, $" of {RowCount} rows; {Signature}\n")
            .ToString();
    }
}
