using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace Pipelines.Peft;

/// <summary>How adapters are merged into weights.</summary>
public sealed class MergeOptions
{
    /// <summary>
    /// The most that storing a merged weight may change it: the length of what rounding changed over the length of the weight. A weight in
    /// Float32 changes by nothing, one in bfloat16 by some 0.002, in 8 bits by some 0.01, in 4 bits by some 0.1. Where more is lost nothing
    /// is merged.
    /// </summary>
    [Range(0.0, 1e9)]
    public double MaximumDrift { get; set; } = 0.2;

    /// <summary>
    /// Lets an adapter of the token embedding be merged where that is the output head too, which the adapter does not change: the head gets
    /// a matrix of its own first, for good, and the model's config says so. Otherwise such a merge is refused.
    /// </summary>
    public bool UntieEmbedding { get; set; }

    /// <summary>Is told what was merged and what was lost; null for nobody.</summary>
    public ILogger? Logger { get; set; }
}
