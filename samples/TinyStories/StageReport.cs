using Pipelines.Samples;
using Pipelines.Training;

namespace TinyStories;

/// <summary>What a model tells after a stage, and how well it knows held-out stories.</summary>
/// <param name="Stage">The stage's name in metrics.</param>
/// <param name="Result">How the training went.</param>
/// <param name="ValidationLoss">The stage's own loss on its held-out rows.</param>
/// <param name="StoryLoss">The loss per token on held-out stories.</param>
/// <param name="Samples">Stories it went on with.</param>
internal sealed record StageReport(
    string Stage, TrainingResult Result, double? ValidationLoss, double StoryLoss, IReadOnlyList<GeneratedSample> Samples)
{
    private const int RunLength = 4;

    /// <summary>The metrics, each behind the stage's name.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics()
    {
        var texts = Samples.Select(s => s.Text).ToArray();
        return new Dictionary<string, double?>
        {
            [$"{Stage}.validationLoss"] = ValidationLoss,
            [$"{Stage}.trainLoss"] = Result.TrainLoss,
            [$"{Stage}.steps"] = Result.Steps,
            [$"{Stage}.tokensPerSecond"] = Result.TokensPerSecond,
            [$"{Stage}.storyLoss"] = StoryLoss,
            [$"{Stage}.perplexity"] = Math.Exp(StoryLoss),
            [$"{Stage}.distinct1"] = TextQuality.Distinct(texts, 1),
            [$"{Stage}.distinct2"] = TextQuality.Distinct(texts, 2),
            [$"{Stage}.repetition"] = TextQuality.Repetition(texts, RunLength),
        };
    }
}
