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

    /// <summary>Waves of a cosine until the end; null for the schedule's own (half a wave, or one restart). Only for cosines.</summary>
    [Range(0.0, 1e6)]
    public double? ScheduleCycles { get; set; }

    /// <summary>The exponent of <see cref="ScheduleKind.Polynomial"/>, where it is not 1.</summary>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double? SchedulePower { get; set; }

    /// <summary>The steps at the end in which <see cref="ScheduleKind.WarmupStableDecay"/> goes down; null for a tenth of all.</summary>
    [Range(1, int.MaxValue)]
    public int? DecaySteps { get; set; }

    /// <summary>The optimizer and its settings: <c>new AdamWOptions { Beta2 = 0.99 }</c>, <c>new BAdamOptions()</c>.</summary>
    [Required]
    public OptimizerOptions Optimizer { get; set; } = new AdamWOptions();

    /// <summary>Which parameters are trained; null for those that are trainable already.</summary>
    public TrainableParameters? Trainable { get; set; }

    /// <summary>
    /// Whether activations are kept at the borders of blocks only and computed again in the backward pass: far less memory, about a third
    /// more time, the same gradients. For the run only.
    /// </summary>
    public bool GradientCheckpointing { get; set; }

    /// <summary>How the weights of projections and embeddings are stored from now on; null leaves them as they are.</summary>
    [EnumDataType(typeof(WeightStorage))]
    public WeightStorage? WeightStorage { get; set; }

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

    /// <summary>
    /// Keeps the checkpoint of the best step apart, in the folder <c>best</c> of <see cref="CheckpointFolder"/>, where newer ones do not
    /// push it out.
    /// </summary>
    public bool KeepBest { get; set; }

    /// <summary>
    /// Ends with the weights of the best step instead of the last one; keeps its checkpoint as <see cref="KeepBest"/> does.
    /// </summary>
    public bool LoadBest { get; set; }

    /// <summary>
    /// The id of one of the metrics in <see cref="Answers"/>, by which the best step is chosen and stopping early decided; null for the
    /// validation loss.
    /// </summary>
    [MinLength(1)]
    public string? BestMetric { get; set; }

    /// <summary>Texts to generate and score on the way.</summary>
    [Required]
    public AnswerOptions Answers { get; set; } = new();

    /// <summary>Held-out rows that training must not spoil; null for none.</summary>
    public GuardOptions? Guard { get; set; }

    /// <summary>
    /// Steps whose batches are prepared ahead on a thread of their own, in the same order; 0 reads each when it is needed. Turn it off
    /// where rows are computed by the model that is trained.
    /// </summary>
    [Range(0, 1 << 10)]
    public int PrefetchSteps { get; set; } = 2;

    /// <summary>Decides the order of rows and dropout; null means the context's.</summary>
    public int? Seed { get; set; }

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Steps == 0 && Epochs == 0)
            yield return new ValidationResult("Steps and Epochs are both 0; give one of them.", [nameof(Steps), nameof(Epochs)]);
        if (MinimumLearningRate > LearningRate)
            yield return new ValidationResult(
                $"MinimumLearningRate ({MinimumLearningRate}) is above LearningRate ({LearningRate}).", [nameof(MinimumLearningRate)]);
        if (ScheduleCycles is not null && Schedule is not (ScheduleKind.Cosine or ScheduleKind.CosineWithRestarts))
            yield return new ValidationResult($"ScheduleCycles is for cosines; Schedule is {Schedule}.", [nameof(ScheduleCycles)]);
        if (SchedulePower is not null && Schedule != ScheduleKind.Polynomial)
            yield return new ValidationResult(
                $"SchedulePower is for {ScheduleKind.Polynomial}; Schedule is {Schedule}.", [nameof(SchedulePower)]);
        if (DecaySteps is not null && Schedule != ScheduleKind.WarmupStableDecay)
            yield return new ValidationResult(
                $"DecaySteps is for {ScheduleKind.WarmupStableDecay}; Schedule is {Schedule}.", [nameof(DecaySteps)]);
        if (Resume && CheckpointFolder is null)
            yield return new ValidationResult("Resume needs CheckpointFolder, where the checkpoints are.", [nameof(Resume)]);
        if (TracksBest && CheckpointFolder is null)
            yield return new ValidationResult("KeepBest and LoadBest need CheckpointFolder, "
                + "where the best checkpoint is kept.", [nameof(KeepBest)]);
        if (TracksBest && BestMetric is null && EvaluateEvery == 0)
            yield return new ValidationResult("KeepBest and LoadBest need EvaluateEvery: "
                + "the best step is one of those measured.", [nameof(EvaluateEvery)]);
        if (BestMetric is not null && (Answers.Every == 0 || !Answers.Metrics.Contains(BestMetric)))
            yield return new ValidationResult($"BestMetric is '{BestMetric}', which is not measured; "
                + "add it to Answers.Metrics and give Answers.Every.", [nameof(BestMetric)]);
    }

    /// <summary>Whether the best step's checkpoint is kept.</summary>
    internal bool TracksBest => KeepBest || LoadBest;

    /// <summary>The learning rate of each step of a run.</summary>
    internal LearningRateSchedule CreateSchedule(int totalSteps)
    {
        LearningRateSchedule schedule = Schedule switch
        {
            ScheduleKind.Constant => new ConstantSchedule { Peak = LearningRate },
            ScheduleKind.Linear => new LinearSchedule { Peak = LearningRate },
            ScheduleKind.CosineWithRestarts => new CosineRestartsSchedule { Peak = LearningRate, Cycles = ScheduleCycles ?? 1.0 },
            ScheduleKind.Polynomial => new PolynomialSchedule { Peak = LearningRate, Power = SchedulePower ?? 1.0 },
            ScheduleKind.InverseSquareRoot => new InverseSquareRootSchedule { Peak = LearningRate },
            ScheduleKind.WarmupStableDecay => new WarmUpStableDecaySchedule
            {
                Peak = LearningRate,
                DecaySteps = DecaySteps ?? Math.Max(1, totalSteps / 10),
            },
            _ => new CosineSchedule { Peak = LearningRate, Cycles = ScheduleCycles ?? 0.5 },
        };
        return schedule with
        {
            Minimum = Schedule == ScheduleKind.Constant ? 0.0 : MinimumLearningRate,
            WarmUpSteps = WarmupSteps,
            TotalSteps = totalSteps,
            WarmUpFromZero = false,
        };
    }
}
