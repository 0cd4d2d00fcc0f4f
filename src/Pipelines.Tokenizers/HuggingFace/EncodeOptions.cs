namespace Pipelines.Tokenizers;

/// <summary>How a text or a pair is encoded with what belongs around it.</summary>
public sealed record EncodeOptions
{
    /// <summary>What is put around the text.</summary>
    public SurroundingTokens Surrounding { get; init; } = SurroundingTokens.Add;

    /// <summary>Whether the spelling of a special token in a text is that token or ordinary text.</summary>
    public SpecialTokenHandling SpecialTokens { get; init; }

    /// <summary>
    /// How a text that is too long is cut; null, the default: not at all. <see cref="Tokenizer.Truncation"/> is the file's own.
    /// </summary>
    public TruncationOptions? Truncation { get; init; }

    /// <summary>
    /// How a text that is short is filled up; null, the default: not at all. <see cref="Tokenizer.Padding"/> is the file's own.
    /// </summary>
    public PaddingOptions? Padding { get; init; }

    /// <summary>Where BPE dropout takes its chances in a tokenizer that has one; null, the default: no dropout.</summary>
    public Random? Dropout { get; init; }
}
