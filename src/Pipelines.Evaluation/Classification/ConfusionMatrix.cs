using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>How often each class was predicted for rows of each class, and what follows from that, as in scikit-learn.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    internal ConfusionMatrix(IReadOnlyList<string> labels, long[] counts)
    {
        Labels = labels;
        _counts = counts;
        RowCount = counts.Sum();
    }

    /// <summary>The classes: all that are right for a row or predicted, numbers in their order, else texts in theirs.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How many rows were counted.</summary>
    public long RowCount { get; }

    /// <summary>How many rows of a class were predicted to be of another.</summary>
    /// <param name="actual">The place of the right class in <see cref="Labels"/>.</param>
    /// <param name="predicted">The place of the predicted class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no class at one of the places.</exception>
    public long this[int actual, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)Labels.Count, nameof(actual));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Labels.Count, nameof(predicted));
            return _counts[actual * Labels.Count + predicted];
        }
    }

    /// <summary>The share of rows predicted rightly, from 0 to 1.</summary>
    public double Accuracy => ConfusionFigures.Accuracy(_counts, Labels.Count);

    /// <summary>The mean recall of the classes that rows have, from 0 to 1.</summary>
    public double BalancedAccuracy => ConfusionFigures.BalancedAccuracy(_counts, Labels.Count);

    /// <summary>
    /// Matthews' correlation coefficient of any number of classes (Gorodkin 2004), from −1 to 1; 0 where one class is all there is or all
    /// that is predicted.
    /// </summary>
    public double MatthewsCorrelation => ConfusionFigures.MatthewsCorrelation(_counts, Labels.Count);

    /// <summary>Cohen's kappa (1960): agreement beyond what chance gives, at most 1; 0 where chance alone agrees always.</summary>
    public double CohenKappa => ConfusionFigures.CohenKappa(_counts, Labels.Count);

    /// <summary>The mean of the classes' scores: each class counts alike. The F1 is the mean of F1s.</summary>
    public ClassScore MacroAverage => ConfusionFigures.Macro(_counts, Labels.Count);

    /// <summary>The score of all decisions together; with one class a row precision, recall and F1 are the accuracy.</summary>
    public ClassScore MicroAverage => ClassScore.From(Accuracy, Accuracy);

    /// <summary>The mean of the classes' scores, each as often as rows have it.</summary>
    public ClassScore WeightedAverage => ConfusionFigures.Weighted(_counts, Labels.Count);

    /// <summary>The score of a class.</summary>
    /// <exception cref="PipelineException">There is no such class.</exception>
    public ClassScore OfClass(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        for (var i = 0; i < Labels.Count; i++)
        {
            if (Labels[i] == label)
                return ConfusionFigures.OfClass(_counts, Labels.Count, i);
        }

        throw new PipelineException($"There is no class '{label}'; there are {string.Join(", ", Labels)}.");
    }

    /// <summary>Counts predictions.</summary>
    /// <param name="labels">The right class of each row.</param>
    /// <param name="predictions">The predicted class of each row.</param>
    /// <exception cref="PipelineException">There are no rows, or not as many predictions as labels.</exception>
    public static ConfusionMatrix Create(IReadOnlyList<string> labels, IReadOnlyList<string> predictions)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(predictions);
        Counted.CheckCounts(labels.Count, predictions.Count);
        var classes = new ClassIndex(labels.Concat(predictions));
        var counts = new long[classes.Labels.Length * classes.Labels.Length];
        for (var i = 0; i < labels.Count; i++)
            counts[classes[labels[i]] * classes.Labels.Length + classes[predictions[i]]]++;
        return new ConfusionMatrix(classes.Labels, counts);
    }

    /// <summary>Counts predictions of classes that are numbers.</summary>
    /// <inheritdoc cref="Create(IReadOnlyList{string}, IReadOnlyList{string})"/>
    public static ConfusionMatrix Create(IReadOnlyList<int> labels, IReadOnlyList<int> predictions)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(predictions);
        return Create(Texts(labels), Texts(predictions));

        static string[] Texts(IReadOnlyList<int> numbers) => [.. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))];
    }

    /// <summary>The counts as a table in Markdown: a line for each right class.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("| |").AppendJoin("|", Labels.Select(l => $" {l} ")).Append("|\n|---|")
            .AppendJoin("|", Labels.Select(_ => "---:")).Append("|\n");
        for (var i = 0; i < Labels.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Labels[i]} |");
            for (var j = 0; j < Labels.Count; j++)
                text.Append(CultureInfo.InvariantCulture, $" {this[i, j]} |");
            text.Append('\n');
        }

        return text.ToString();
    }
}
