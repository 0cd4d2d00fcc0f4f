using System.Globalization;
using Pipelines.Training;

namespace Summarization;

/// <summary>What a method came to. It is written when the method is done, so that a resumed run need not repeat it.</summary>
internal sealed record MethodOutcome
{
    /// <summary>The method's name.</summary>
    public required string Name { get; init; }

    /// <summary>How the training went.</summary>
    public required TrainingResult Result { get; init; }

    /// <summary>Seconds of training, with its measurements; null where it was stopped and resumed.</summary>
    public required double? Seconds { get; init; }

    /// <summary>How good its summaries are.</summary>
    public required SummaryScores Scores { get; init; }

    /// <summary>How good they are when drawn at a temperature.</summary>
    public required IReadOnlyDictionary<string, SummaryScores> AtTemperatures { get; init; }

    /// <summary>The metrics, each behind the method's name.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics() => new Dictionary<string, double?>
    {
        [$"{Name}.validationLoss"] = Result.ValidationLoss,
        [$"{Name}.trainLoss"] = Result.TrainLoss,
        [$"{Name}.trainableParameters"] = Result.Parameters.Trainable,
        [$"{Name}.seconds"] = Seconds,
        [$"{Name}.tokensPerSecond"] = Result.TokensPerSecond,
        [$"{Name}.peakBytes"] = Result.Memory?.PeakBytes,
        [$"{Name}.gradientBytes"] = Result.GradientBytes,
        [$"{Name}.optimizerBytes"] = Result.OptimizerBytes,
    }.Concat(Scores.Metrics(Name)).Concat(AtTemperatures.SelectMany(t => t.Value.Metrics($"{Name}.temperature{t.Key}")));

    /// <summary>A temperature as it stands in names.</summary>
    public static string NameOf(double temperature) => temperature.ToString(CultureInfo.InvariantCulture);
}
