namespace Pipelines.Gpt;

/// <summary>How a model knows where a token stands.</summary>
public enum PositionKind
{
    /// <summary>A learned vector per position, added to the token's: GPT-2.</summary>
    Learned,

    /// <summary>Rotation of queries and keys (Su et al. 2021): Llama.</summary>
    Rotary,
}
