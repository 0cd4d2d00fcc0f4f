using System.ComponentModel.DataAnnotations;

namespace Pipelines.Encoders;

/// <summary>How the embed stage makes vectors of texts.</summary>
public sealed class EmbedOptions
{
    /// <summary>The column of texts.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Text;

    /// <summary>The column of vectors: floats, as many as the embedder gives.</summary>
    [Required]
    public string OutputColumn { get; set; } = "Embedding";

    /// <summary>The most texts that are computed at once.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; set; } = 32;

    /// <summary>How many rows are read ahead, to be put into batches by their length. The order of the rows stays.</summary>
    [Range(1, 1 << 20)]
    public int WindowSize { get; set; } = 512;

    /// <summary>
    /// Whether texts that are too long are cut; how many were is logged when a pass over the rows ends. Otherwise such a text is an error
    /// that names its row.
    /// </summary>
    public bool AllowTruncation { get; set; } = true;
}
