using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pipelines;

/// <summary>How the embed stage makes vectors of texts.</summary>
public sealed class EmbedOptions
{
    /// <summary>The column of texts.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Text;

    /// <summary>The column of vectors: floats, as many as the embedder gives.</summary>
    [Required]
    public string OutputColumn { get; set; } = "Embedding";

    /// <summary>What makes the vectors. Null, the default: the embedder registered under <see cref="EmbedderName"/>.</summary>
    [JsonIgnore]
    public ITextEmbedder? Embedder { get; set; }

    /// <summary>The name under which the embedder is registered; empty for the one without a name.</summary>
    [Required(AllowEmptyStrings = true)]
    public string EmbedderName { get; set; } = "";

    /// <summary>What the embedder wants before each text, <c>"passage: "</c> for models of E5's family.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Prefix { get; set; } = "";

    /// <summary>The most texts that are computed at once.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; set; } = 32;

    /// <summary>How many rows are read ahead, to be put into batches by their length. The order of the rows stays.</summary>
    [Range(1, 1 << 20)]
    public int WindowSize { get; set; } = 512;

    /// <summary>
    /// Whether texts that are too long are cut; how many were is logged when a pass over the rows ends. Otherwise such a text is an error
    /// that names its row, and an embedder that does not say what it takes is refused.
    /// </summary>
    public bool AllowTruncation { get; set; } = true;
}
