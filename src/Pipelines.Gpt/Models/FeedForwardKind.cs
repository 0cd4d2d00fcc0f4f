namespace Pipelines.Gpt;

/// <summary>The feed-forward half of a block.</summary>
public enum FeedForwardKind
{
    /// <summary>GELU by tanh between two projections: GPT-2.</summary>
    GeluTanh,

    /// <summary>GELU by the error function between two projections.</summary>
    Gelu,

    /// <summary>SiLU of a gate times a second projection (Shazeer 2020): Llama.</summary>
    SwiGlu,
}
