namespace Pipelines.Training;

/// <summary>Where a training run stands, beside its weights and the optimizer's moments: <c>trainer.json</c> of a checkpoint.</summary>
public sealed record CheckpointState
{
    /// <summary>The version of this file's format.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Optimizer steps done.</summary>
    public required int Step { get; init; }

    /// <summary>How far the data was read.</summary>
    public required DataPosition Position { get; init; }

    /// <summary>Tokens seen.</summary>
    public required long Tokens { get; init; }

    /// <summary>The seed of the run: the order of rows follows from it and <see cref="Position"/>.</summary>
    public required int Seed { get; init; }

    /// <summary>The state of the generator that dropout draws its seeds from.</summary>
    public required string RandomState { get; init; }

    /// <summary>The last step after which everything due was measured.</summary>
    public int MeasuredStep { get; init; }

    /// <summary>The best value so far of what the best step is chosen by; null where nothing was measured.</summary>
    public double? BestValue { get; init; }

    /// <summary>The optimizer step, from 1, that <see cref="BestValue"/> was measured after; null where nothing was.</summary>
    public int? BestStep { get; init; }

    /// <summary>The metric that the best step is chosen by; null for the validation loss.</summary>
    public string? BestMetric { get; init; }

    /// <summary>Evaluations since the best one.</summary>
    public int EvaluationsSinceBest { get; init; }

    /// <summary>What the guard set measured before the first step; null where there is none.</summary>
    public double? GuardStart { get; init; }

    /// <summary>Seconds of training so far.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Every step so far.</summary>
    public required IReadOnlyList<TrainingRecord> History { get; init; }
}
