namespace Pipelines.Nn;

/// <summary>Settings of the parameters whose names match a pattern.</summary>
public sealed class ParameterRule
{
    /// <summary>What the whole name matches: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
    public string Pattern { get; set; } = "*";

    /// <summary>A factor on the learning rate.</summary>
    public double LearningRateFactor { get; set; } = 1.0;

    /// <summary>The weight decay; null leaves it as it is.</summary>
    public double? WeightDecay { get; set; }
}
