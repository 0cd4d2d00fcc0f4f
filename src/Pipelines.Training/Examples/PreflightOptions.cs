using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>How examples are looked at without training.</summary>
public sealed class PreflightOptions
{
    /// <summary>Tokens of an example that the model will read at most.</summary>
    [Range(1, 1 << 20)]
    public int MaximumLength { get; set; } = 1024;

    /// <summary>The column of token ids: prompt and completion.</summary>
    [Required]
    public string TokensColumn { get; set; } = ColumnNames.Tokens;

    /// <summary>The column with 1 for each token to be learned and 0 for the others.</summary>
    [Required]
    public string LossMaskColumn { get; set; } = ColumnNames.LossMask;

    /// <summary>Which tokens are learned.</summary>
    [EnumDataType(typeof(LossScope))]
    public LossScope Loss { get; set; } = LossScope.Completion;

    /// <summary>What becomes of longer examples.</summary>
    [EnumDataType(typeof(ExampleTruncation))]
    public ExampleTruncation Truncation { get; set; } = ExampleTruncation.CutEnd;

    /// <summary>What becomes of examples with nothing to learn.</summary>
    [EnumDataType(typeof(EmptyExampleHandling))]
    public EmptyExampleHandling Empty { get; set; } = EmptyExampleHandling.Refuse;

    /// <summary>What is done about findings; <see cref="PreflightMode.Skip"/> only counts.</summary>
    [EnumDataType(typeof(PreflightMode))]
    public PreflightMode Mode { get; set; } = PreflightMode.Refuse;

    internal ExampleSettings ToSettings() => new(MaximumLength, TokensColumn, LossMaskColumn, Loss, Truncation, Empty);
}
