using System.Text.Json.Serialization;
using Pipelines.Training;

namespace InstructionTuning;

/// <summary>What a contender came to. It is written when the contender is done, so that a resumed run need not repeat it.</summary>
internal sealed record ContenderOutcome
{
    /// <summary>The contender's name.</summary>
    public required string Name { get; init; }

    /// <summary>How the training went.</summary>
    public required TrainingResult Result { get; init; }

    /// <summary>The most memory that its steps took, in bytes, by what it was for; null where it was resumed behind the last
    /// step.</summary>
    [JsonIgnore]
    public MemoryUse? Memory => Result.Memory;

    /// <summary>The share of the largest block in all parameters; 1 where all are trained at once.</summary>
    public required double LargestBlockShare { get; init; }

    /// <summary>Answers to the prompts that every model is asked.</summary>
    public required IReadOnlyList<string> Answers { get; init; }

    /// <summary>The share of held-out tasks that were answered word for word; null where there are other good answers.</summary>
    public required double? ExactMatch { get; init; }

    /// <summary>The metrics, each behind the contender's name.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics() => new Dictionary<string, double?>
    {
        [$"{Name}.validationLoss"] = Result.ValidationLoss,
        [$"{Name}.trainLoss"] = Result.TrainLoss,
        [$"{Name}.steps"] = Result.Steps,
        [$"{Name}.tokensPerSecond"] = Result.TokensPerSecond,
        [$"{Name}.trainableParameters"] = Result.Parameters.Trainable,
        [$"{Name}.largestBlockShare"] = LargestBlockShare,
        [$"{Name}.peakBytes"] = Memory?.PeakBytes,
        [$"{Name}.weightBytes"] = Memory?.WeightBytes,
        [$"{Name}.gradientBytes"] = Memory?.GradientBytes,
        [$"{Name}.optimizerBytes"] = Memory?.OptimizerBytes,
        [$"{Name}.activationBytes"] = Memory?.ActivationBytes,
        [$"{Name}.workspaceBytes"] = Memory?.WorkspaceBytes,
        [$"{Name}.exactMatch"] = ExactMatch,
    };
}
