using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval;

/// <summary>How texts are cut into chunks.</summary>
public class TextChunkerOptions : IValidatableObject
{
    /// <summary>What chunks are made of and measured in.</summary>
    [EnumDataType(typeof(ChunkUnit))]
    public ChunkUnit Unit { get; set; }

    /// <summary>The most units in a chunk; of tokens, with those that the tokenizer puts around.</summary>
    [Range(1, 1 << 20)]
    public int Size { get; set; } = 128;

    /// <summary>The units at a chunk's end that the next one begins with; fewer than <see cref="Size"/>.</summary>
    [Range(0, 1 << 20)]
    public int Overlap { get; set; }

    /// <summary>
    /// The most tokens in a chunk, with those that the tokenizer puts around: what the embedder takes before it cuts. 0 for no limit beside
    /// <see cref="Size"/>.
    /// </summary>
    [Range(0, 1 << 20)]
    public int MaximumTokens { get; set; }

    /// <summary>
    /// What the embedder gets before each chunk, <c>"passage: "</c> for instance: its tokens are counted with the chunk's, and are no part
    /// of it.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Prefix { get; set; } = "";

    /// <summary>
    /// Whether a sentence or paragraph that has more than <see cref="MaximumTokens"/> by itself is cut between words; otherwise it is an
    /// error that says where it stands.
    /// </summary>
    public bool SplitOversized { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Overlap >= Size)
        {
            yield return new ValidationResult(
                $"Overlap is {Overlap} and Size {Size}: the overlap must be smaller, or chunks would not get on.");
        }
    }
}
