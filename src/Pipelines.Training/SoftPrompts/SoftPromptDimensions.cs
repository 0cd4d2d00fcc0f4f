namespace Pipelines.Training;

/// <summary>What a model's soft prompts must fit.</summary>
/// <param name="EmbeddingSize">The width of a token's embedding.</param>
/// <param name="LayerCount">How many layers have keys and values.</param>
/// <param name="HeadCount">Query heads of a layer.</param>
/// <param name="KeyValueHeadCount">Key and value heads of a layer.</param>
/// <param name="HeadSize">The width of a head.</param>
/// <param name="ContextLength">The positions there are, for virtual tokens and tokens together.</param>
public sealed record SoftPromptDimensions(
    int EmbeddingSize, int LayerCount, int HeadCount, int KeyValueHeadCount, int HeadSize, int ContextLength)
{
    /// <summary>The width of one layer's keys, and of its values.</summary>
    public int KeyValueSize => KeyValueHeadCount * HeadSize;

    /// <summary>The width of what a soft prompt gives for a virtual token.</summary>
    public int WidthOf(SoftPromptKind kind) => kind == SoftPromptKind.Embeddings ? EmbeddingSize : 2 * LayerCount * KeyValueSize;
}
