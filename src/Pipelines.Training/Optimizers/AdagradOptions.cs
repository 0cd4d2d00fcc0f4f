using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>Adagrad (Duchi et al. 2011): steps shrink with the sum of a weight's squared gradients.</summary>
public sealed class AdagradOptions : OptimizerOptions
{
    /// <summary>The step size of step t is divided by <c>1 + (t − 1) ·</c> this, beside the schedule.</summary>
    [Range(0.0, 1e6)]
    public double LearningRateDecay { get; set; }

    /// <summary>What the sums of squares start with.</summary>
    [Range(0.0, 1e6)]
    public double InitialSum { get; set; }

    /// <summary>Added to the root of the sum of squares.</summary>
    [Range(0.0, 1.0)]
    public double Epsilon { get; set; } = 1e-10;

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new Adagrad(Group(module), learningRate, LearningRateDecay, Epsilon, InitialSum, WeightDecay)
        {
            KeepsMasterWeights = MasterWeights,
        };
}
