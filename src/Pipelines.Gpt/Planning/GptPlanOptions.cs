using System.ComponentModel.DataAnnotations;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>What training is planned.</summary>
public sealed class GptPlanOptions : IValidatableObject
{
    /// <summary>Rows in a micro-batch.</summary>
    [Range(1, 1 << 20)]
    public int BatchSize { get; set; } = 8;

    /// <summary>Tokens in a row; 0 for the model's context.</summary>
    [Range(0, 1 << 24)]
    public int BlockSize { get; set; }

    /// <summary>Micro-batches in an optimizer step.</summary>
    [Range(1, 1 << 20)]
    public int GradientAccumulationSteps { get; set; } = 1;

    /// <summary>Tokens to train on; 0 for the number that is optimal for the model's size (Chinchilla, approach 1).</summary>
    [Range(0.0, 1e18)]
    public double Tokens { get; set; }

    /// <summary>How weights are stored: Float32 or BFloat16.</summary>
    public ElementType WeightType { get; set; } = ElementType.Float32;

    /// <summary>Whether the backward pass computes each block's activations again instead of keeping them.</summary>
    public bool Checkpointing { get; set; }

    /// <summary>The optimizer of full training and of adapters.</summary>
    [Required]
    public OptimizerOptions Optimizer { get; set; } = new AdamWOptions();

    /// <summary>The optimizer of training by blocks.</summary>
    [Required]
    public BAdamOptions BAdam { get; set; } = new();

    /// <summary>The rank of adapters.</summary>
    [Range(1, 1 << 16)]
    public int Rank { get; set; } = 16;

    /// <summary>
    /// The last part of the names of modules that get adapters: <c>c_attn</c>. Empty for the family's usual ones: <c>c_attn</c> of GPT-2,
    /// <c>q_proj</c> and <c>v_proj</c> of Llama, <c>qkv_proj</c> of Phi-3.
    /// </summary>
    public IReadOnlyList<string> TargetModules { get; set; } = [];

    /// <summary>Weights of 4 bits that share a scale.</summary>
    [Range(1, 1 << 16)]
    public int QuantizationBlockSize { get; set; } = 64;

    /// <summary>Whether the scales of weights of 4 bits are stored in 8 bits themselves.</summary>
    public bool DoubleQuantization { get; set; } = true;

    /// <summary>
    /// Steps of real training on random tokens to measure the time by, such as 20; 0 for none. The model is made for it, so it must fit
    /// into memory.
    /// </summary>
    [Range(0, 10_000)]
    public int MeasureSteps { get; set; }

    /// <summary>
    /// A smaller model to measure, where the planned one is too large; times are scaled by floating-point operations. Null for the planned
    /// one.
    /// </summary>
    public GptConfig? MeasureOn { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WeightType is not (ElementType.Float32 or ElementType.BFloat16))
            yield return new ValidationResult($"WeightType is {WeightType}; weights are Float32 or BFloat16.", [nameof(WeightType)]);
        if (Optimizer is BAdamOptions)
            yield return new ValidationResult("BAdam has a row of its own: set BAdam, and leave Optimizer another.", [nameof(Optimizer)]);
        if (TargetModules.Any(string.IsNullOrEmpty))
            yield return new ValidationResult("TargetModules has an empty name.", [nameof(TargetModules)]);
        if (MeasureOn is not null && MeasureSteps == 0)
            yield return new ValidationResult("MeasureOn needs MeasureSteps, such as 20.", [nameof(MeasureOn)]);
    }
}
