namespace Pipelines.Encoders;

/// <summary>How texts become vectors, apart from the encoder and the tokenizer.</summary>
public sealed record EmbedderConfig
{
    /// <summary>The most tokens of a text, those around it included; what is longer is cut.</summary>
    public int MaximumLength { get; init; } = 512;

    /// <summary>How the vectors of the tokens become one.</summary>
    public PoolingMode Pooling { get; init; } = PoolingMode.Mean;

    /// <summary>What happens to it then, in this order.</summary>
    public IReadOnlyList<EmbedderStep> Steps { get; init; } = [];

    /// <summary>Whether texts are made lower case before the tokenizer sees them.</summary>
    public bool LowerCase { get; init; }

    /// <summary>What is put before every text.</summary>
    public string Prompt { get; init; } = "";
}
