using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>What every trainer of a token model can be told; the stages' options add their own.</summary>
public class TrainerOptions : IValidatableObject
{
    /// <summary>Optimizer steps; 0 means as many as <see cref="Epochs"/> take.</summary>
    [Range(0, int.MaxValue)]
    public int Steps { get; set; }

    /// <summary>Passes over the data, where <see cref="Steps"/> is 0.</summary>
    [Range(0.0, 1e6)]
    public double Epochs { get; set; } = 1;

    /// <summary>Rows in a micro-batch.</summary>
    [Range(1, 1 << 20)]
    public int BatchSize { get; set; } = 8;

    /// <summary>Micro-batches per optimizer step; their gradients add up to that of one large batch.</summary>
    [Range(1, 1 << 20)]
    public int GradientAccumulationSteps { get; set; } = 1;

    /// <summary>The peak learning rate.</summary>
    [Range(0.0, 100.0)]
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>The learning rate at the end; not used by <see cref="ScheduleKind.Constant"/>.</summary>
    [Range(0.0, 100.0)]
    public double MinimumLearningRate { get; set; }

    /// <summary>How the learning rate goes after the warm-up.</summary>
    public ScheduleKind Schedule { get; set; } = ScheduleKind.Cosine;

    /// <summary>Steps over which the learning rate rises from near 0 to its peak.</summary>
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; set; }

    /// <summary>Adam's decay of the first moment.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Adam's decay of the second moment.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.95;

    /// <summary>Adam's epsilon.</summary>
    [Range(0.0, 1.0)]
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>Decoupled weight decay, on parameters of two or more dimensions only.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; set; } = 0.1;

    /// <summary>Gradients are scaled down to this global norm where theirs is larger; 0 turns it off.</summary>
    [Range(0.0, 1e9)]
    public double MaximumGradientNorm { get; set; } = 1.0;

    /// <summary>Whether each pass comes in a new random order.</summary>
    public bool Shuffle { get; set; } = true;

    /// <summary>Measures the validation data every so many steps, and after the last; 0 only after the last.</summary>
    [Range(0, int.MaxValue)]
    public int EvaluateEvery { get; set; }

    /// <summary>
    /// Batches of the validation data to measure at the intermediate evaluations, always the same random rows; 0 means all. The last one
    /// always takes all.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int EvaluationBatches { get; set; }

    /// <summary>Stops when this many evaluations in a row were no better than the best; 0 never.</summary>
    [Range(0, int.MaxValue)]
    public int EarlyStoppingPatience { get; set; }

    /// <summary>Asked after every step; training ends well when it says true.</summary>
    public Func<TrainingProgress, bool>? StopWhen { get; set; }

    /// <summary>Where checkpoints are written; null for none.</summary>
    public string? CheckpointFolder { get; set; }

    /// <summary>Writes a checkpoint every so many steps; 0 only at the end, on cancellation and when training fails.</summary>
    [Range(0, int.MaxValue)]
    public int CheckpointEvery { get; set; }

    /// <summary>How many checkpoints stay; older ones are deleted after a newer one is complete.</summary>
    [Range(1, int.MaxValue)]
    public int CheckpointsKept { get; set; } = 2;

    /// <summary>Continues from the newest checkpoint in <see cref="CheckpointFolder"/>, where there is one.</summary>
    public bool Resume { get; set; }

    /// <summary>Decides the order of rows and dropout; null means the context's.</summary>
    public int? Seed { get; set; }

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Steps == 0 && Epochs == 0)
            yield return new ValidationResult("Steps and Epochs are both 0; give one of them.", [nameof(Steps), nameof(Epochs)]);
        if (MinimumLearningRate > LearningRate)
            yield return new ValidationResult($"MinimumLearningRate ({MinimumLearningRate}) is above LearningRate ({LearningRate}).", [nameof(MinimumLearningRate)]);
        if (Resume && CheckpointFolder is null)
            yield return new ValidationResult("Resume needs CheckpointFolder, where the checkpoints are.", [nameof(Resume)]);
    }

    /// <summary>The learning rate of each step of a run.</summary>
    internal LearningRateSchedule CreateSchedule(int totalSteps) => Schedule switch
    {
        ScheduleKind.Constant => new ConstantSchedule { Peak = LearningRate, WarmUpSteps = WarmupSteps, TotalSteps = totalSteps, WarmUpFromZero = false },
        ScheduleKind.Linear => new LinearSchedule
        {
            Peak = LearningRate,
            Minimum = MinimumLearningRate,
            WarmUpSteps = WarmupSteps,
            TotalSteps = totalSteps,
            WarmUpFromZero = false,
        },
        _ => new CosineSchedule
        {
            Peak = LearningRate,
            Minimum = MinimumLearningRate,
            WarmUpSteps = WarmupSteps,
            TotalSteps = totalSteps,
            WarmUpFromZero = false,
        },
    };
}
