using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pipelines.Retrieval;

/// <summary>How passages are retrieved for rows.</summary>
public sealed class RetrieveOptions
{
    /// <summary>The column of queries.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The column of passages: a vector of texts, best first, as many as were found.</summary>
    [Required]
    public string OutputColumn { get; set; } = ColumnNames.Passages;

    /// <summary>The column of the passages' scores.</summary>
    [Required]
    public string ScoreColumn { get; set; } = "PassageScores";

    /// <summary>The column of the passages' ids.</summary>
    [Required]
    public string IdColumn { get; set; } = "PassageIds";

    /// <summary>
    /// What finds the passages; a pipeline with it cannot be saved. Null, the default: the retriever registered under <see cref="Index"/>.
    /// </summary>
    [JsonIgnore]
    public ITextRetriever? Retriever { get; set; }

    /// <summary>The name under which the retriever is registered; empty for the one without a name.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Index { get; set; } = "";

    /// <summary>The most passages for a row.</summary>
    [Range(1, 10_000)]
    public int TopK { get; set; } = 3;

    /// <summary>How many rows are read ahead and retrieved together, on all cores where the retriever can.</summary>
    [Range(1, 1 << 16)]
    public int BatchSize { get; set; } = 256;

    /// <summary>
    /// Whether a row whose query has no word, or cannot be searched with otherwise, gets no passages and the others theirs; it is logged. Otherwise it is an error that names
    /// the row.
    /// </summary>
    public bool AllowRefused { get; set; }
}
