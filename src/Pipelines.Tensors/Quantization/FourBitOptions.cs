using System.ComponentModel.DataAnnotations;

namespace Pipelines.Tensors;

/// <summary>How weights are stored in 4 bits (bitsandbytes' <c>bnb_4bit_…</c>).</summary>
public sealed record FourBitOptions
{
    /// <summary>The sixteen values.</summary>
    public FourBitType Type { get; init; } = FourBitType.Nf4;

    /// <summary>Elements that share a scale, their largest magnitude. They are counted over the whole tensor, across rows.</summary>
    [Range(2, 4096)]
    public int BlockSize { get; init; } = 64;

    /// <summary>
    /// Whether the scales are stored in 8 bits too: 4.127 bits an element at blocks of 64 and 256 instead of 4.5.
    /// </summary>
    public bool DoubleQuantization { get; init; }

    /// <summary>Scales that share a scale, where <see cref="DoubleQuantization"/> is on.</summary>
    [Range(2, 4096)]
    public int NestedBlockSize { get; init; } = 256;
}
