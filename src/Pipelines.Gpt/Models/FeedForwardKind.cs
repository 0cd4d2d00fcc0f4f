namespace Pipelines.Gpt;

/// <summary>The feed-forward half of a block.</summary>
public enum FeedForwardKind
{
    /// <summary>Two projections with an activation between: GPT-2.</summary>
    Plain,

    /// <summary>
    /// An activated gate times a second projection, then a third (Shazeer 2020): SwiGLU, with SiLU on the gate, is Llama's.
    /// </summary>
    Gated,
}
