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
    /// config says (0.1 in most of GPT-2's, 0 in Llama's).
    /// </summary>
    [Range(0.0, 0.99)]
    public float? Dropout { get; set; }

    /// <summary>Whether the parameters are frozen: a trainer then trains only what is added or unfrozen.</summary>
    public bool Frozen { get; set; }

    /// <summary>How the weights of projections and embeddings are held: in bfloat16 they take half the memory.</summary>
    [EnumDataType(typeof(WeightStorage))]
    public WeightStorage WeightStorage { get; set; }

    /// <summary>
    /// How the blocks' projections are quantized while they are read, one at a time; null to keep them as they are. The model is frozen
    /// then, for adapters to be trained on it. A folder whose weights are quantized already needs none.
    /// </summary>
    public QuantizationOptions? Quantization { get; set; }

    /// <summary>
    /// The bytes that the model's weights may take; null for as many as they need. Of a larger model the layers that do not fit are read
    /// from the folder whenever they compute, and the next one meanwhile; results are the same, bit for bit. Its parameters are frozen:
    /// adapters, norms and biases can be trained. The folder's files must stay as they are while the model is in use.
    /// </summary>
    [Range(typeof(long), "1", "9223372036854775807")]
    public long? MemoryBudget { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        List<ValidationResult> results = [];
        if (Quantization is not null)
            Validator.TryValidateObject(Quantization, new ValidationContext(Quantization), results, validateAllProperties: true);
        if (Quantization is not null && MemoryBudget is not null)
        {
            results.Add(new ValidationResult(
                "Quantization and MemoryBudget do not go together: quantized weights stay in memory. Give one of them.",
                [nameof(MemoryBudget)]));
        }

        return results;
    }
}
