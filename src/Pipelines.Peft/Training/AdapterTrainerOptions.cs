using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>How an adapter of any method is trained.</summary>
public abstract class AdapterTrainerOptions : TrainerOptions
{
    /// <summary>The folder of the base, where the stage is given no model: as it is made from configuration.</summary>
    public string? ModelPath { get; set; }

    /// <summary>The adapter's name.</summary>
    [Required]
    public string AdapterName { get; set; } = AdapterSet.DefaultName;

    /// <summary>The column of token ids of packed blocks, with <see cref="LabelsColumn"/>.</summary>
    [Required]
    public string InputIdsColumn { get; set; } = ColumnNames.InputIds;

    /// <summary>The column of labels. Where it and <see cref="InputIdsColumn"/> are there, rows are blocks; otherwise examples.</summary>
    [Required]
    public string LabelsColumn { get; set; } = ColumnNames.Labels;

    /// <summary>The column of token ids of examples: prompt and completion.</summary>
    [Required]
    public string TokensColumn { get; set; } = ColumnNames.Tokens;

    /// <summary>The column with 1 for each token of an example to be learned and 0 for the others.</summary>
    [Required]
    public string LossMaskColumn { get; set; } = ColumnNames.LossMask;

    /// <summary>Tokens of an example that the model reads at most; 0 means the model's context.</summary>
    [Range(0, 1 << 20)]
    public int MaximumLength { get; set; }

    /// <summary>Which tokens of examples are learned.</summary>
    [EnumDataType(typeof(LossScope))]
    public LossScope Loss { get; set; } = LossScope.Completion;

    /// <summary>Puts several examples into a row; they do not see each other.</summary>
    public bool Packing { get; set; }

    /// <summary>What becomes of longer examples.</summary>
    [EnumDataType(typeof(ExampleTruncation))]
    public ExampleTruncation Truncation { get; set; } = ExampleTruncation.CutEnd;

    /// <summary>What becomes of examples with nothing to learn.</summary>
    [EnumDataType(typeof(EmptyExampleHandling))]
    public EmptyExampleHandling Empty { get; set; } = EmptyExampleHandling.Refuse;

    /// <summary>What the look at the examples before the first step does with what it finds.</summary>
    [EnumDataType(typeof(PreflightMode))]
    public PreflightMode Preflight { get; set; } = PreflightMode.Refuse;

    /// <summary>
    /// Writes the base into pipeline files too. Otherwise they name its folder and hold its fingerprint; a base that is from no folder is
    /// always written.
    /// </summary>
    public bool SaveBase { get; set; }
}
