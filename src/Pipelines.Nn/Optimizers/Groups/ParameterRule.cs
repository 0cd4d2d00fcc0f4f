using System.ComponentModel.DataAnnotations;

namespace Pipelines.Nn;

/// <summary>Settings of the parameters whose names match a pattern.</summary>
public sealed class ParameterRule
{
    /// <summary>What the whole name matches: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
    [Required]
    public string Pattern { get; set; } = "*";

    /// <summary>A factor on the optimizer's learning rate; 0 leaves the parameters as they are.</summary>
    [Range(0.0, 1e6)]
    public double LearningRateFactor { get; set; } = 1.0;

    /// <summary>The weight decay; null leaves it as it is.</summary>
    [Range(0.0, 10.0)]
    public double? WeightDecay { get; set; }
}
