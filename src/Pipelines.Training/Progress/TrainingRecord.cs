using System.Text.Json.Serialization;

namespace Pipelines.Training;

/// <summary>A line of the training history.</summary>
/// <param name="Step">The optimizer step, from 1.</param>
/// <param name="Loss">The step's mean loss per label, in nats.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="GradientNorm">The global norm of the gradient before clipping.</param>
/// <param name="TokensPerSecond">Tokens per second over the last steps; differs from run to run.</param>
/// <param name="ValidationLoss">The mean loss on the validation data, where it was measured after this step.</param>
public readonly record struct TrainingRecord(
    int Step, double Loss, double LearningRate, double GradientNorm, double TokensPerSecond, double? ValidationLoss)
{
    /// <summary>The perplexity of the validation data: the exponential of its loss.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationPerplexity => ValidationLoss is { } loss ? Math.Exp(loss) : null;

    /// <summary>The scores of the model's answers by the metrics' ids, where they were measured after this step.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Scores { get; init; }

    /// <summary>What the model wrote after this step, where it was asked to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GeneratedAnswer>? Samples { get; init; }

    /// <summary>The guard set's measure, where it was measured after this step.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Guard { get; init; }

    /// <summary>What the model measured beside its loss, by name, as the rewards of preference tuning; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
}
