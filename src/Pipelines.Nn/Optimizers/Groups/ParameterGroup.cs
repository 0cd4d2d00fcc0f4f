namespace Pipelines.Nn;

/// <summary>Parameters that an optimizer treats alike.</summary>
/// <param name="parameters">The parameters with their names, under which the optimizer saves their state.</param>
public sealed class ParameterGroup(IEnumerable<NamedParameter> parameters)
{
    /// <summary>The parameters.</summary>
    public IReadOnlyList<NamedParameter> Parameters { get; } = [.. parameters];

    /// <summary>A factor on the optimizer's learning rate for this group.</summary>
    public double LearningRateFactor { get; init; } = 1.0;

    /// <summary>The weight decay of this group; null for the optimizer's own.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>
    /// The usual two groups of a model's trainable parameters: those with two dimensions or more decay, biases and gains do not.
    /// </summary>
    /// <param name="module">The model.</param>
    /// <param name="weightDecay">The decay of the first group; null for the optimizer's own.</param>
    public static IReadOnlyList<ParameterGroup> SplitByRank(Module module, double? weightDecay = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        List<NamedParameter> matrices = [];
        List<NamedParameter> vectors = [];
        foreach (var named in module.NamedParameters())
        {
            if (named.Parameter.RequiresGradient)
                (named.Parameter.Shape.Rank >= 2 ? matrices : vectors).Add(named);
        }

        return [new ParameterGroup(matrices) { WeightDecay = weightDecay }, new ParameterGroup(vectors) { WeightDecay = 0.0 }];
    }
}
