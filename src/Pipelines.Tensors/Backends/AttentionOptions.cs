namespace Pipelines.Tensors;

/// <summary>
/// What an attention call may do besides scaled dot products and causality; the default does none of it and costs nothing:
/// <c>weights = dropout(softmax(Scale · q·k + Bias, where the mask allows))</c>.
/// </summary>
public readonly record struct AttentionOptions
{
    /// <summary>Which keys are seen; null for all.</summary>
    public AttentionMask? Mask { get; init; }

    /// <summary>
    /// Added to the scaled scores: Float32 [batch, heads, queries, keys], or [1, heads, queries, keys] for all sequences. Null for none.
    /// </summary>
    public Tensor? Bias { get; init; }

    /// <summary>The share of attention weights that become 0 while the others grow by 1 / (1 − share); 0 for no dropout.</summary>
    public float DropoutProbability { get; init; }

    /// <summary>
    /// A fresh number for every use of dropout. A weight's fate depends on this and its place (sequence, head, query, key) alone, so that
    /// the backward pass needs nothing stored.
    /// </summary>
    public ulong DropoutSeed { get; init; }
}
