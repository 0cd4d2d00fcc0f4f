using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval;

/// <summary>How the TF-IDF stage learns from a column and makes vectors of it.</summary>
public sealed class TfIdfOptions : HashingTfIdfOptions
{
    /// <summary>The column of texts, from which the frequencies are learned and of which the vectors are made.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Text;

    /// <summary>The column of vectors.</summary>
    [Required]
    public string OutputColumn { get; set; } = "Embedding";
}
