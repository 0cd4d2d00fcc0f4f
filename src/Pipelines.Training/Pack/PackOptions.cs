using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>How tokens become blocks.</summary>
public sealed class PackOptions
{
    /// <summary>The column of token ids, a vector of varying size; rows are put one behind the other.</summary>
    [Required]
    public string Column { get; set; } = ColumnNames.Tokens;

    /// <summary>Tokens in a block; the model's context length.</summary>
    [Range(1, 1 << 20)]
    public int BlockSize { get; set; } = 256;

    /// <summary>
    /// Tokens from the start of one block to the start of the next; 0 means <see cref="BlockSize"/>, each token once. With 1 every position
    /// starts a block, and shuffled rows are random crops of the text, as nanoGPT samples them.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int Stride { get; set; }

    /// <summary>What becomes of tokens at the end that do not fill a block.</summary>
    public PackRemainder Remainder { get; set; } = PackRemainder.Drop;

    /// <summary>Where the temporary file of packed tokens is made; the system's temporary folder where null.</summary>
    public string? TemporaryFolder { get; set; }
}
