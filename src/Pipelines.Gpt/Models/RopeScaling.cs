namespace Pipelines.Gpt;

/// <summary>How rotary frequencies are stretched to longer contexts; names follow Hugging Face's <c>rope_scaling</c>.</summary>
public sealed record RopeScaling
{
    private const int LongestDynamicRow = 1 << 20;

    /// <summary>The method; it decides which of the other values are read.</summary>
    public RopeScalingKind Kind { get; init; }

    /// <summary>By how much the context is stretched (all but long rope).</summary>
    public float Factor { get; init; } = 1f;

    /// <summary>The context before stretching, in tokens (yarn, Llama 3, long rope); 0 means the config's block size.</summary>
    public int OriginalBlockSize { get; init; }

    /// <summary>Wavelengths longer than the original context divided by this are stretched in full (Llama 3).</summary>
    public float LowFrequencyFactor { get; init; } = 1f;

    /// <summary>Wavelengths shorter than the original context divided by this are kept (Llama 3).</summary>
    public float HighFrequencyFactor { get; init; } = 4f;

    /// <summary>Frequencies that turn at least so often in the original context are kept (yarn).</summary>
    public float BetaFast { get; init; } = 32f;

    /// <summary>Frequencies that turn at most so often in the original context are stretched in full (yarn).</summary>
    public float BetaSlow { get; init; } = 1f;

    /// <summary>The factor on cosines and sines (yarn, long rope); null for the method's own.</summary>
    public float? AttentionFactor { get; init; }

    /// <summary>Long rope's divisors for rows up to the original context: headSize / 2 of them.</summary>
    public IReadOnlyList<float>? ShortFactors { get; init; }

    /// <summary>Long rope's divisors for longer rows: headSize / 2 of them.</summary>
    public IReadOnlyList<float>? LongFactors { get; init; }

    /// <summary>The longest row the method can take, given the config's block size; the dynamic one adapts to any.</summary>
    internal int Reach(int blockSize) => Kind switch
    {
        RopeScalingKind.Dynamic => Math.Max(blockSize, LongestDynamicRow),
        RopeScalingKind.Linear or RopeScalingKind.Yarn => (int)Math.Min(1 << 30, Math.Ceiling(blockSize * (double)Math.Max(1f, Factor))),
        _ => blockSize,
    };

    /// <summary>
    /// The length that stands for all those with the same frequencies: long rope has two sets, and the dynamic method one for each length
    /// beyond the block size.
    /// </summary>
    internal int Regime(int length, int blockSize) => Kind switch
    {
        RopeScalingKind.LongRope => length > Original(blockSize) ? int.MaxValue : 0,
        RopeScalingKind.Dynamic => length > blockSize ? length : 0,
        _ => 0,
    };

    internal int Original(int blockSize) => OriginalBlockSize == 0 ? blockSize : OriginalBlockSize;

    /// <summary>What is wrong with the values; null for nothing.</summary>
    internal string? Problem(int headSize)
    {
        if (!(Factor >= 1f && float.IsFinite(Factor)))
            return $"Factor is {Factor}; a number of at least 1 was expected.";
        if (OriginalBlockSize < 0)
            return $"OriginalBlockSize is {OriginalBlockSize}; it must not be negative.";
        return Kind switch
        {
            RopeScalingKind.Llama3 when !(LowFrequencyFactor > 0f && HighFrequencyFactor > LowFrequencyFactor) =>
                $"HighFrequencyFactor ({HighFrequencyFactor}) must exceed LowFrequencyFactor ({LowFrequencyFactor}), both positive.",
            RopeScalingKind.Yarn when !(BetaSlow > 0f && BetaFast > BetaSlow) =>
                $"BetaFast ({BetaFast}) must exceed BetaSlow ({BetaSlow}), and both must be positive.",
            RopeScalingKind.LongRope => Divisors(nameof(ShortFactors), ShortFactors, headSize)
                ?? Divisors(nameof(LongFactors), LongFactors, headSize),
            _ => null,
        };
    }

    private static string? Divisors(string name, IReadOnlyList<float>? factors, int headSize) =>
        factors is null || factors.Count != headSize / 2
            ? $"{name} has {factors?.Count ?? 0} values; half the head size, {headSize / 2}, was expected."
        : factors.All(f => f > 0f && float.IsFinite(f)) ? null
        : $"{name} must be positive numbers.";
}
