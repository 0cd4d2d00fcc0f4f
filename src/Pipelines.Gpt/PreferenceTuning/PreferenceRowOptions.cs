using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>What trainers on preference rows can be told beside what every trainer can.</summary>
public abstract class PreferenceRowOptions : TrainerOptions
{
    /// <summary>The folder of the model, in place of the model that the stage is given: for stages from configuration.</summary>
    public string? ModelPath { get; set; }

    /// <summary>The column of token ids of prompt and better answer.</summary>
    [Required]
    public string ChosenTokensColumn { get; set; } = PreferenceColumns.ChosenTokens;

    /// <summary>The column of token ids of prompt and worse answer.</summary>
    [Required]
    public string RejectedTokensColumn { get; set; } = PreferenceColumns.RejectedTokens;

    /// <summary>Tokens of an answer with its prompt that the model reads at most; 0 means the model's context.</summary>
    [Range(0, 1 << 20)]
    public int MaximumLength { get; set; }

    /// <summary>
    /// What becomes of longer rows. Where the start is cut off, both texts of a row lose as much, so that the prompt stays one.
    /// </summary>
    [EnumDataType(typeof(ExampleTruncation))]
    public ExampleTruncation Truncation { get; set; } = ExampleTruncation.CutEnd;

    /// <summary>What becomes of rows with nothing to learn, also after cutting.</summary>
    [EnumDataType(typeof(EmptyExampleHandling))]
    public EmptyExampleHandling Empty { get; set; } = EmptyExampleHandling.Refuse;

    /// <summary>What becomes of pairs whose texts are equal, also after cutting.</summary>
    [EnumDataType(typeof(EqualPairHandling))]
    public EqualPairHandling EqualPairs { get; set; } = EqualPairHandling.Refuse;

    /// <summary>What the look at the rows before the first step does with what it finds.</summary>
    [EnumDataType(typeof(PreflightMode))]
    public PreflightMode Preflight { get; set; } = PreflightMode.Refuse;
}
