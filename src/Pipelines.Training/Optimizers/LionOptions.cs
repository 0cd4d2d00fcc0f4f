using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>Lion; its learning rate is 3 to 10 times lower than AdamW's and its weight decay as many times higher.</summary>
public sealed class LionOptions : OptimizerOptions
{
    /// <summary>The moment's share in the direction whose sign is taken.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Decay of the moment.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.99;

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new Lion(Group(module), learningRate, Beta1, Beta2, WeightDecay) { KeepsMasterWeights = MasterWeights };
}
