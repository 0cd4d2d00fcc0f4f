using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pipelines.Retrieval;

/// <summary>How the passages of rows are ranked again.</summary>
public sealed class RerankOptions
{
    /// <summary>The column of queries.</summary>
    [Required]
    public string QueryColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The column of passages, as a retrieve stage makes it; the new order hides it.</summary>
    [Required]
    public string PassageColumn { get; set; } = ColumnNames.Passages;

    /// <summary>The column of the passages' scores; the reranker's hide it.</summary>
    [Required]
    public string ScoreColumn { get; set; } = "PassageScores";

    /// <summary>The column of the passages' ids.</summary>
    [Required]
    public string IdColumn { get; set; } = "PassageIds";

    /// <summary>
    /// What ranks the passages; a pipeline with it cannot be saved. Null, the default: the reranker registered under
    /// <see cref="RerankerName"/>.
    /// </summary>
    [JsonIgnore]
    public IPassageReranker? Reranker { get; set; }

    /// <summary>The name under which the reranker is registered; empty for the one without a name.</summary>
    [Required(AllowEmptyStrings = true)]
    public string RerankerName { get; set; } = "";

    /// <summary>The most passages that a row keeps.</summary>
    [Range(1, 10_000)]
    public int TopK { get; set; } = 3;

    /// <summary>How many rows are read ahead and ranked together.</summary>
    [Range(1, 1 << 16)]
    public int BatchSize { get; set; } = 64;

    /// <summary>
    /// Whether a row that the reranker refuses keeps its first passages as they were found; it is logged. Otherwise it is an error that
    /// names the row.
    /// </summary>
    public bool AllowRefused { get; set; }
}
