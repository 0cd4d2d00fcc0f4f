using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pipelines.Retrieval;

/// <summary>How the chunk stage turns documents into passages.</summary>
public sealed class ChunkOptions : TextChunkerOptions
{
    /// <summary>The column of documents.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Text;

    /// <summary>
    /// The embedder whose own count and maximum of tokens chunks are cut by; a smaller <see cref="TextChunkerOptions.MaximumTokens"/> goes
    /// before. Null, the default: a tokenizer counts, or nothing.
    /// </summary>
    [JsonIgnore]
    public ITextEmbedder? Embedder { get; set; }

    /// <summary>The column of passages.</summary>
    [Required]
    public string OutputColumn { get; set; } = ColumnNames.Text;

    /// <summary>The column of the position that a passage's document has among the rows.</summary>
    [Required]
    public string SourceColumn { get; set; } = "SourceRow";

    /// <summary>The column of where the passage begins in its document, in UTF-16 units.</summary>
    [Required]
    public string StartColumn { get; set; } = "Start";

    /// <summary>The column of how long the passage is in its document, in UTF-16 units.</summary>
    [Required]
    public string LengthColumn { get; set; } = "Length";

    /// <summary>Text columns of a document that each of its passages gets, a title for instance.</summary>
    [Required]
    public IList<string> KeepColumns { get; set; } = [];

    /// <summary>
    /// Whether a document that would be refused is left out; how many were, and why the first, is logged when a pass ends. Otherwise it
    /// is an error that names its row.
    /// </summary>
    public bool SkipRefused { get; set; }
}
