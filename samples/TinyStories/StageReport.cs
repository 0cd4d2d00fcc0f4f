using System.Globalization;
using Pipelines.Samples;
using Pipelines.Training;

namespace TinyStories;

/// <summary>What a model tells after a stage, and how well it knows held-out stories.</summary>
/// <param name="Stage">The stage's name in metrics.</param>
/// <param name="Result">How the training went; null for a model that was given.</param>
/// <param name="ValidationLoss">The stage's own loss on its held-out rows.</param>
/// <param name="StoryLoss">The loss per token on held-out stories.</param>
/// <param name="Samples">Stories it went on with.</param>
internal sealed record StageReport(
    string Stage, TrainingResult? Result, double? ValidationLoss, double StoryLoss, IReadOnlyList<GeneratedSample> Samples)
{
    private const int RunLength = 4;

    private static readonly string[] Measured = ["validationLoss", "storyLoss", "perplexity", "distinct1", "distinct2", "repetition"];

    /// <summary>The stages side by side.</summary>
    public static SampleTable ToTable(IEnumerable<StageReport> reports, IReadOnlyDictionary<string, double?> metrics) => new(
        "After each stage", ["stage", "loss", "story loss", "perplexity", "distinct-1", "distinct-2", "repetition"],
        [.. reports.Select(r => (string[])[r.Stage, .. Measured.Select(metric => Number(metrics[$"{r.Stage}.{metric}"]))])]);

    /// <summary>What fine-tuning and preference tuning changed, in a sentence.</summary>
    public static string Describe(IReadOnlyDictionary<string, double?> metrics) =>
        $"fine-tuning: loss of answers {Number(metrics["sft.validationLossBefore"])} → {Number(metrics["sft.validationLoss"])}; "
        + $"preferences: reward accuracy {Number(metrics["dpo.rewardAccuracyBefore"])} → {Number(metrics["dpo.rewardAccuracy"])}, "
        + $"better endings likelier {Number(metrics["dpo.likelihoodAccuracyBefore"])} → {Number(metrics["dpo.likelihoodAccuracy"])}";

    /// <summary>The metrics, each behind the stage's name.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics()
    {
        var texts = Samples.Select(s => s.Text).ToArray();
        return new Dictionary<string, double?>
        {
            [$"{Stage}.validationLoss"] = ValidationLoss,
            [$"{Stage}.trainLoss"] = Result?.TrainLoss,
            [$"{Stage}.steps"] = Result?.Steps,
            [$"{Stage}.tokensPerSecond"] = Result?.TokensPerSecond,
            [$"{Stage}.storyLoss"] = StoryLoss,
            [$"{Stage}.perplexity"] = Math.Exp(StoryLoss),
            [$"{Stage}.distinct1"] = TextQuality.Distinct(texts, 1),
            [$"{Stage}.distinct2"] = TextQuality.Distinct(texts, 2),
            [$"{Stage}.repetition"] = TextQuality.Repetition(texts, RunLength),
        };
    }

    private static string Number(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "";
}
