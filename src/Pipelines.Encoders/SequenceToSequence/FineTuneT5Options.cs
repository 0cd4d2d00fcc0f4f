using System.ComponentModel.DataAnnotations;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>How a T5 model learns targets from sources, and how the fitted stage writes them.</summary>
public sealed class FineTuneT5Options : TrainerOptions
{
    /// <summary>
    /// The architecture of a fresh model, which needs <see cref="Tokenizer"/>; a vocabulary size of 0 takes its. Null for none.
    /// </summary>
    public T5Config? Config { get; set; }

    /// <summary>The tokenizer of a fresh model, or of a given one that came without.</summary>
    public Tokenizer? Tokenizer { get; set; }

    /// <summary>The column of texts that the encoder reads.</summary>
    [Required]
    public string SourceColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The column of texts to be written.</summary>
    [Required]
    public string TargetColumn { get; set; } = ColumnNames.Completion;

    /// <summary>The column of texts that the fitted stage writes.</summary>
    [Required]
    public string OutputColumn { get; set; } = ColumnNames.Generated;

    /// <summary>Tokens of a source at most.</summary>
    [Range(2, 1 << 20)]
    public int MaximumSourceLength { get; set; } = 512;

    /// <summary>Tokens of a target at most, end of text included.</summary>
    [Range(2, 1 << 20)]
    public int MaximumTargetLength { get; set; } = 256;

    /// <summary>What becomes of longer texts; of sources alone the start can be cut.</summary>
    [EnumDataType(typeof(ExampleTruncation))]
    public ExampleTruncation Truncation { get; set; } = ExampleTruncation.CutEnd;

    /// <summary>What becomes of rows without source or target.</summary>
    [EnumDataType(typeof(EmptyExampleHandling))]
    public EmptyExampleHandling Empty { get; set; } = EmptyExampleHandling.Refuse;

    /// <summary>What the look at the examples before the first step does with what it finds.</summary>
    [EnumDataType(typeof(PreflightMode))]
    public PreflightMode Preflight { get; set; } = PreflightMode.Refuse;

    /// <summary>How the fitted stage writes texts: greedily, with beams, by chance.</summary>
    [Required]
    public GenerationOptions Generation { get; set; } = new();
}
