using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>How a decoder is fine-tuned on examples.</summary>
public sealed class SupervisedFineTuningOptions : TrainerOptions
{
    /// <summary>The folder of the model, in place of the model that the stage is given: for stages from configuration.</summary>
    public string? ModelPath { get; set; }

    /// <summary>The column of token ids: prompt and completion.</summary>
    [Required]
    public string TokensColumn { get; set; } = ColumnNames.Tokens;

    /// <summary>The column with 1 for each token to be learned and 0 for the others.</summary>
    [Required]
    public string LossMaskColumn { get; set; } = ColumnNames.LossMask;

    /// <summary>Tokens of an example that the model reads at most; 0 means the model's context.</summary>
    [Range(0, 1 << 20)]
    public int MaximumLength { get; set; }

    /// <summary>Which tokens are learned.</summary>
    [EnumDataType(typeof(LossScope))]
    public LossScope Loss { get; set; } = LossScope.Completion;

    /// <summary>
    /// Puts several examples into a row of <see cref="MaximumLength"/> tokens, so that little is computed for padding. They do not see each
    /// other, and the gradients are those of the examples alone. A batch then holds more examples than
    /// <see cref="TrainerOptions.BatchSize"/>.
    /// </summary>
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
}
