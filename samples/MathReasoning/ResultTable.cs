using System.Globalization;
using Pipelines.Evaluation;
using Pipelines.Samples;

namespace MathReasoning;

/// <summary>All scores side by side, and what chain of thought gains question by question.</summary>
internal sealed class ResultTable(IReadOnlyList<ExamResult> results)
{
    private static readonly string[] Headings = ["", "shots", "accuracy", "95 % interval", "rows", "unparsed", "cut off", "prompt cut"];

    private static readonly string[] PairHeadings =
        ["shots", "gain", "95 % interval", "only direct right", "only chain of thought right", "McNemar's p"];

    /// <summary>Chain of thought against direct answers, for each number of examples.</summary>
    public IReadOnlyList<(int Shots, TaskComparison Comparison)> Pairs { get; } =
    [
        .. results.Where(r => r.Method == Method.Direct).Select(direct => (direct.Shots, TaskComparison.Compare(
            direct.Result, results.First(r => r.Method == Method.ChainOfThought && r.Shots == direct.Shots).Result, force: true))),
    ];

    /// <summary>All scores.</summary>
    public SampleTable Scores => new("Right answers", Headings, [.. Rows()]);

    /// <summary>What chain of thought gains.</summary>
    public SampleTable Gains => new("Chain of thought against direct answers, question by question", PairHeadings, [.. PairRows()]);

    /// <summary>The metrics of all.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics() => results.SelectMany(r => r.Metrics()).Concat(Pairs.SelectMany(pair =>
        new KeyValuePair<string, double?>[]
        {
            new($"gain.{pair.Shots}shot", pair.Comparison.Difference.Value),
            new($"gain.{pair.Shots}shot.pValue", Finite(pair.Comparison.PValue)),
        }));

    private IEnumerable<string[]> Rows() => results.OrderBy(r => r.Method).ThenBy(r => r.Shots).Select(r => new[]
    {
        r.Method.Name(), Text($"{r.Shots}"), Text($"{r.Result.Score.Value:F3}"), Interval(r.Result.Score), Text($"{r.Result.RowCount}"),
        Text($"{r.Result.UnparsedRate:P1}"), Text($"{r.Result.CutOffRate:P1}"), Text($"{r.Result.PromptCutRate:P1}"),
    });

    private IEnumerable<string[]> PairRows() => Pairs.Select(pair => new[]
    {
        Text($"{pair.Shots}"), Text($"{pair.Comparison.Difference.Value:+0.000;-0.000}"), Interval(pair.Comparison.Difference),
        Text($"{pair.Comparison.OnlyFirst}"), Text($"{pair.Comparison.OnlySecond}"), Text($"{pair.Comparison.PValue:G3}"),
    });

    private static string Interval(ScoreEstimate score) => Text($"{score.Lower:F3} to {score.Upper:F3}");

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
