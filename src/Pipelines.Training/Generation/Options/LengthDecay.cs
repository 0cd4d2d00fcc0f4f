namespace Pipelines.Training;

/// <summary>Makes end tokens exponentially more likely.</summary>
public sealed record LengthDecay
{
    /// <summary>After how many new tokens it begins.</summary>
    public int Start { get; init; }

    /// <summary>
    /// By the n-th token after that, an end token's score has grown by its magnitude times this factor to the power n, less 1.
    /// </summary>
    public float Factor { get; init; } = 1f;
}
