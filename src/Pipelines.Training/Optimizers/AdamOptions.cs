using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>Adam; weight decay is L2 regularisation.</summary>
public class AdamOptions : OptimizerOptions
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

    /// <summary>Whether steps are divided by the largest second moment so far.</summary>
    public bool AmsGrad { get; set; }

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new Adam(Group(module), learningRate, Beta1, Beta2, Epsilon, WeightDecay) { AmsGrad = AmsGrad, KeepsMasterWeights = MasterWeights };
}
