namespace Pipelines.Training;

/// <summary>One optimizer step, as it is reported and kept in the history.</summary>
/// <param name="Stage">The trainer.</param>
/// <param name="Step">Steps done.</param>
/// <param name="TotalSteps">Steps in all.</param>
/// <param name="Loss">The step's mean loss per label, in nats.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="GradientNorm">The global norm of the gradient before clipping.</param>
/// <param name="Tokens">Tokens seen so far.</param>
/// <param name="TokensPerSecond">Tokens per second over the last steps.</param>
/// <param name="ValidationLoss">The mean loss on the validation data, where it was measured after this step.</param>
public sealed record TrainingProgress(
    string Stage, long Step, long? TotalSteps, double Loss, double LearningRate, double GradientNorm, long Tokens, double TokensPerSecond,
    double? ValidationLoss = null)
    : FitProgress(Stage, Step, TotalSteps, $"loss {Loss:F4}")
{
    /// <summary>The perplexity of the validation data: the exponential of its loss.</summary>
    public double? ValidationPerplexity => ValidationLoss is { } loss ? Math.Exp(loss) : null;

    /// <summary>The scores of the model's answers by the metrics' ids, where they were measured after this step.</summary>
    public IReadOnlyDictionary<string, double>? Scores { get; init; }

    /// <summary>What the model wrote after this step, where it was asked to.</summary>
    public IReadOnlyList<GeneratedAnswer>? Samples { get; init; }

    /// <summary>The guard set's measure, where it was measured after this step.</summary>
    public double? Guard { get; init; }

    /// <summary>What the model measured beside its loss, by name, as the rewards of preference tuning; null for nothing.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
}
