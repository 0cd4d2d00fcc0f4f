using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>How varied the texts of a view are.</summary>
public sealed class DiversityResult
{
    internal DiversityResult(
        IReadOnlyDictionary<int, double> distinct, IReadOnlyDictionary<int, MetricResult> repetition, int rowCount, int emptyTexts)
    {
        Distinct = distinct;
        Repetition = repetition;
        RowCount = rowCount;
        EmptyTexts = emptyTexts;
    }

    /// <summary>
    /// By length, the share of different runs among those of all texts; it has no interval, as a sample with rows twice repeats.
    /// </summary>
    public IReadOnlyDictionary<int, double> Distinct { get; }

    /// <summary>By length, the share of a text's runs that it has had before, of texts long enough; lower is better.</summary>
    public IReadOnlyDictionary<int, MetricResult> Repetition { get; }

    /// <summary>How many texts there are.</summary>
    public int RowCount { get; }

    /// <summary>How many texts have no word.</summary>
    public int EmptyTexts { get; }

    /// <summary>How the scores were made; scores with other signatures cannot be compared.</summary>
    public string Signature => "diversity|words:unicode";

    /// <summary>The scores as a table in Markdown, and how they were made.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("| words | distinct | repetition |\n|---:|---:|---:|\n");
        foreach (var (length, share) in Distinct)
            text.Append(CultureInfo.InvariantCulture, $"| {length} | {share:F4} | {Repetition[length].Estimate} |\n");
        return text.Append(CultureInfo.InvariantCulture, $"{RowCount} texts, {EmptyTexts} without words; {Signature}\n").ToString();
    }
}
