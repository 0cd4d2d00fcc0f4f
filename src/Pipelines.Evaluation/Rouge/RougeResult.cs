using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>The ROUGE scores of a view's rows.</summary>
public sealed class RougeResult
{
    private readonly Dictionary<RougeKind, RougeSummary> _means = [];

    internal RougeResult(IReadOnlyList<RougeScores> rows, int wordlessCandidates, string signature, RougeOptions options)
    {
        Rows = rows;
        WordlessCandidates = wordlessCandidates;
        Signature = signature;
        Kinds = [.. options.Kinds.Distinct()];

        // All columns are drawn together, so that a sample is one set of rows for every figure.
        var columns = 3 * Kinds.Count;
        var values = new double[checked(rows.Count * columns)];
        for (var row = 0; row < rows.Count; row++)
        {
            for (var k = 0; k < Kinds.Count; k++)
            {
                var score = rows[row][Kinds[k]];
                (values[row * columns + 3 * k], values[row * columns + 3 * k + 1], values[row * columns + 3 * k + 2]) =
                    (score.Precision, score.Recall, score.FMeasure);
            }
        }

        var means = Bootstrap.Means(values, columns, options.BootstrapSamples, options.Seed);
        for (var k = 0; k < Kinds.Count; k++)
            _means.Add(Kinds[k], new RougeSummary(means[3 * k], means[3 * k + 1], means[3 * k + 2]));
    }

    /// <summary>The kinds that were computed.</summary>
    public IReadOnlyList<RougeKind> Kinds { get; }

    /// <summary>The scores of each row.</summary>
    public IReadOnlyList<RougeScores> Rows { get; }

    /// <summary>How many rows were scored.</summary>
    public int RowCount => Rows.Count;

    /// <summary>How many candidates have no word, and so score 0; they are in the means.</summary>
    public int WordlessCandidates { get; }

    /// <summary>How the scores were made; scores with other signatures cannot be compared.</summary>
    public string Signature { get; }

    /// <summary>The means of a kind.</summary>
    /// <exception cref="PipelineException">It was not computed.</exception>
    public RougeSummary this[RougeKind kind] => _means.TryGetValue(kind, out var means)
        ? means
        : throw new PipelineException($"{kind} was not computed; name it in {nameof(RougeOptions)}.{nameof(RougeOptions.Kinds)}.");

    /// <summary>Words in common.</summary>
    public RougeSummary Rouge1 => this[RougeKind.Rouge1];

    /// <summary>Pairs of words in common.</summary>
    public RougeSummary Rouge2 => this[RougeKind.Rouge2];

    /// <summary>Words in common in the same order.</summary>
    public RougeSummary RougeL => this[RougeKind.RougeL];

    /// <summary>Words in common in the same order, line by line.</summary>
    public RougeSummary RougeLsum => this[RougeKind.RougeLsum];

    /// <summary>The means as a table in Markdown, with how they were made.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("| | precision | recall | F-measure |\n|---|---:|---:|---:|\n");
        foreach (var kind in Kinds)
        {
            var (precision, recall, measure) = _means[kind];
            text.Append(CultureInfo.InvariantCulture, $"| {kind} | {precision} | {recall} | {measure} |\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{RowCount} rows, {WordlessCandidates} candidates without words; {Signature}\n")
            .ToString();
    }
}
