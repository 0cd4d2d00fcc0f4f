using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>RMSprop.</summary>
public sealed class RmsPropOptions : OptimizerOptions
{
    /// <summary>Decay of the mean of squared gradients (PyTorch's alpha).</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Smoothing { get; set; } = 0.99;

    /// <summary>Added to the root of the mean of squares.</summary>
    [Range(0.0, 1.0)]
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>Decay of the velocity; 0 for none.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; set; }

    /// <summary>Whether steps are divided by the deviation instead of the root mean square.</summary>
    public bool Centered { get; set; }

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new RmsProp(Group(module), learningRate, Smoothing, Epsilon, Momentum, Centered, WeightDecay)
        {
            KeepsMasterWeights = MasterWeights,
        };
}
