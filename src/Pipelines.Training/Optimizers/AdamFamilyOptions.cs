using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>What all variants of Adam can be told.</summary>
public abstract class AdamFamilyOptions : OptimizerOptions
{
    /// <summary>Decay of the first moment.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.95;

    /// <summary>Added to the root of the second moment.</summary>
    [Range(0.0, 1.0)]
    public double Epsilon { get; set; } = 1e-8;
}
