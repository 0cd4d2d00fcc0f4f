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

    /// <summary>The best validation loss so far.</summary>
    public double? BestValidationLoss { get; init; }

    /// <summary>Evaluations since the best one.</summary>
    public int EvaluationsSinceBest { get; init; }

    /// <summary>Seconds of training so far.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Every step so far.</summary>
    public required IReadOnlyList<TrainingRecord> History { get; init; }
}
