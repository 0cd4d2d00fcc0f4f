using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>Adam; weight decay is L2 regularisation.</summary>
public sealed class AdamOptions : AdamFamilyOptions
{
    /// <summary>Whether steps are divided by the largest second moment so far.</summary>
    public bool AmsGrad { get; set; }

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new Adam(Group(module), learningRate, Beta1, Beta2, Epsilon, WeightDecay) { AmsGrad = AmsGrad, KeepsMasterWeights = MasterWeights };
}
