using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>How a T5 model is pretrained on corrupted spans.</summary>
public sealed class PretrainT5Options : TrainerOptions
{
    /// <summary>
    /// The architecture of a fresh model; a vocabulary size of 0 takes the tokenizer's and the sentinels'. Null for none.
    /// </summary>
    public T5Config? Config { get; set; }

    /// <summary>The column of token ids: sources with targets behind them.</summary>
    [Required]
    public string InputIdsColumn { get; set; } = ColumnNames.InputIds;

    /// <summary>The column of labels.</summary>
    [Required]
    public string LabelsColumn { get; set; } = ColumnNames.Labels;

    /// <summary>The column that tells sources (1) from targets (2).</summary>
    [Required]
    public string SegmentsColumn { get; set; } = ColumnNames.Segments;

    /// <summary>The column of texts with sentinels, for which the fitted stage writes what is missing.</summary>
    [Required]
    public string SourceColumn { get; set; } = ColumnNames.Text;

    /// <summary>The column of texts that the fitted stage writes.</summary>
    [Required]
    public string OutputColumn { get; set; } = ColumnNames.Generated;

    /// <summary>How the fitted stage writes texts.</summary>
    [Required]
    public GenerationOptions Generation { get; set; } = new();
}
