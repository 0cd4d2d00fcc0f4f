using System.ComponentModel.DataAnnotations;

namespace Pipelines.Encoders;

/// <summary>How a cross-encoder reads pairs.</summary>
public sealed class CrossEncoderOptions
{
    /// <summary>The most tokens of a pair, those around it included; no more than the encoder takes.</summary>
    [Range(4, 1 << 20)]
    public int MaximumLength { get; set; } = 512;

    /// <summary>The most pairs that are computed at once.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Whether the ends of passages that are too long are cut; otherwise such a pair is an error. Queries are never cut.</summary>
    public bool AllowTruncation { get; set; } = true;
}
