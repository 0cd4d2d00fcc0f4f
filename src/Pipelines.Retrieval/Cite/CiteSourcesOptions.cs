using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval;

/// <summary>How citations are read from generated texts.</summary>
public sealed class CiteSourcesOptions
{
    /// <summary>The column of generated texts.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Generated;

    /// <summary>The column of which passages stand in the context, as the context stage makes it.</summary>
    [Required]
    public string SourcesColumn { get; set; } = "ContextSources";

    /// <summary>The column of the passages' ids.</summary>
    [Required]
    public string IdColumn { get; set; } = "PassageIds";

    /// <summary>The column of answers: the generated text without its citations.</summary>
    [Required]
    public string AnswerColumn { get; set; } = "Answer";

    /// <summary>The column of cited passages' ids, in the order of their first citation.</summary>
    [Required]
    public string CitedColumn { get; set; } = "CitedIds";

    /// <summary>The column of all cited numbers, in order.</summary>
    [Required]
    public string NumbersColumn { get; set; } = "CitationNumbers";

    /// <summary>
    /// The column of where each of the numbers is cited in the generated text: start and length of the brackets, start and length, …
    /// </summary>
    [Required]
    public string SpansColumn { get; set; } = "CitationSpans";

    /// <summary>The column of numbers that no source has, each once: what the model made up.</summary>
    [Required]
    public string UnknownColumn { get; set; } = "UnknownCitations";

    /// <summary>Whether answers keep the brackets.</summary>
    public bool KeepMarkers { get; set; }

    /// <summary>Whether numbers that no source has are reported in their column; otherwise one is an error that names the row.</summary>
    public bool AllowUnknown { get; set; } = true;
}
