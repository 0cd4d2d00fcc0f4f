using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>Which decoder is loaded, and how.</summary>
public sealed class GptLoadOptions : IValidatableObject
{
    /// <summary>The model folder, in Hugging Face's layout.</summary>
    [Required]
    public string ModelPath { get; set; } = "";

    /// <summary>
    /// The share dropped in training after the embedding, after each half of a block and of attention weights; null for what the folder's
    /// config
    /// says (0.1 in most of GPT-2's, 0 in Llama's).
    /// </summary>
    [Range(0.0, 0.99)]
    public float? Dropout { get; set; }

    /// <summary>Whether the parameters are frozen: a trainer then trains only what is added or unfrozen.</summary>
    public bool Frozen { get; set; }

    /// <summary>How the weights of projections and embeddings are held: in bfloat16 they take half the memory.</summary>
    [EnumDataType(typeof(WeightStorage))]
    public WeightStorage WeightStorage { get; set; }

    /// <summary>
    /// How the blocks' projections are quantized while they are read, one at a time; null to keep them as they are. The model is frozen then,
    /// for adapters to be trained on it. A folder whose weights are quantized already needs none.
    /// </summary>
    public QuantizationOptions? Quantization { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        List<ValidationResult> results = [];
        if (Quantization is not null)
            Validator.TryValidateObject(Quantization, new ValidationContext(Quantization), results, validateAllProperties: true);
        return results;
    }
}
