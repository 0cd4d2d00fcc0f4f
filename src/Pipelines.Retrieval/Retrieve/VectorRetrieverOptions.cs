using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval;

/// <summary>How a <see cref="VectorRetriever"/> embeds queries and passages.</summary>
public sealed class VectorRetrieverOptions
{
    /// <summary>What the embedder wants before each query, <c>"query: "</c> for models of E5's family.</summary>
    [Required(AllowEmptyStrings = true)]
    public string QueryPrefix { get; set; } = "";

    /// <summary>What the embedder wants before each passage, <c>"passage: "</c> for models of E5's family.</summary>
    [Required(AllowEmptyStrings = true)]
    public string PassagePrefix { get; set; } = "";

    /// <summary>The most texts that are embedded at once.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Whether queries and passages may have more tokens than the embedder takes, so that their ends have no part in their vectors.
    /// Otherwise such a text is an error, where the embedder knows its tokens.
    /// </summary>
    public bool AllowTruncation { get; set; }
}
