using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>How an adapter is and how it is trained.</summary>
public sealed partial class LoraTrainerOptions : AdapterTrainerOptions
{
    /// <summary>
    /// How many times A's learning rate B's is, and that of biases and lengths (LoRA+, Hayou et al. 2024); 1 for the same. It adds rules to
    /// the optimizer's <see cref="OptimizerOptions.Rules"/>.
    /// </summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double LoraPlusRatio { get; set; } = 1;

    /// <summary>
    /// The learning rate of adapters of embeddings where <see cref="LoraPlusRatio"/> is not 1 (<c>loraplus_lr_embedding</c>); the schedule
    /// holds for it too.
    /// </summary>
    [Range(0.0, 1e6)]
    public double LoraPlusEmbeddingLearningRate { get; set; } = 1e-6;

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Adapter.Validate(validationContext));
}
