using System.Globalization;
using Pipelines.Samples;

namespace Summarization;

/// <summary>The methods side by side.</summary>
internal sealed class Comparison(double baselineLoss, SummaryScores baseline, IReadOnlyList<MethodOutcome> outcomes, long parameters)
{
    private static readonly string[] Headings =
        ["method", "trained parameters", "of all", "seconds", "gradients + optimizer", "peak memory", "validation loss", "ROUGE-1",
            "ROUGE-2", "ROUGE-L", "95 %"];

    /// <summary>How the scores were made.</summary>
    public string Scoring { get; } = string.Create(
        CultureInfo.InvariantCulture, $"ROUGE: means of F-measures over {baseline.Rows} summaries, {baseline.Signature}");

    /// <summary>The table.</summary>
    public SampleTable ToTable() => new("Methods from the same weights, on the same rows", Headings, [.. Rows()]);

    private IEnumerable<string[]> Rows()
    {
        yield return ["baseline", "", "", "", "", "", Number(baselineLoss, 4), .. Scores(baseline)];
        foreach (var outcome in outcomes)
        {
            var result = outcome.Result;
            yield return
            [
                outcome.Name, Number(result.Parameters.Trainable, 0), Number(100.0 * result.Parameters.Trainable / parameters, 2) + " %",
                outcome.Seconds is { } seconds ? Number(seconds, 1) : "", Units.Bytes(result.GradientBytes + result.OptimizerBytes),
                result.Memory is { } memory ? Units.Bytes(memory.PeakBytes) : "", Number(result.ValidationLoss ?? double.NaN, 4),
                .. Scores(outcome.Scores),
            ];
        }
    }

    private static string[] Scores(SummaryScores scores) =>
    [
        Number(scores.Rouge1, 3), Number(scores.Rouge2, 3), Number(scores.RougeL, 3),
        $"{Number(scores.Lower, 3)}–{Number(scores.Upper, 3)}",
    ];

    private static string Number(double value, int digits) =>
        value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
