using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>What a training run came to.</summary>
/// <param name="Steps">Optimizer steps done, those before a resume included.</param>
/// <param name="TrainLoss">The mean loss over the last steps (up to 50), in nats per label.</param>
/// <param name="ValidationLoss">The mean loss over all validation data at the end; null where there was none.</param>
/// <param name="TokensPerSecond">Training tokens per second of training time, evaluation and checkpoints not counted.</param>
/// <param name="SecondsToFirstStep">From the start of the run to the end of its first step.</param>
/// <param name="History">Every step.</param>
/// <param name="StoppedEarly">Whether training ended before all steps because it was asked to.</param>
public sealed record TrainingResult(
    int Steps, double TrainLoss, double? ValidationLoss, double TokensPerSecond, double SecondsToFirstStep,
    IReadOnlyList<TrainingRecord> History, bool StoppedEarly)
{
    /// <summary>The most memory that the optimizer's state took, in bytes.</summary>
    public long OptimizerBytes { get; init; }

    /// <summary>The most memory that the gradients took, in bytes.</summary>
    public long GradientBytes { get; init; }

    /// <summary>The memory of this run's steps by kind; null where none was made.</summary>
    public MemoryUse? Memory { get; init; }

    /// <summary>How many numbers were trained.</summary>
    public ParameterCount Parameters { get; init; }

    /// <summary>The perplexity of the validation data at the end: the exponential of its loss.</summary>
    public double? ValidationPerplexity => ValidationLoss is { } loss ? Math.Exp(loss) : null;

    /// <summary>The step with the best validation loss or metric of those measured on the way; null where none was.</summary>
    public int? BestStep { get; init; }

    /// <summary>The value of the best step.</summary>
    public double? BestValue { get; init; }

    /// <summary>The step whose weights the model has: the last one, or the best one where that was asked for.</summary>
    public int WeightsOfStep { get; init; } = Steps;
}
