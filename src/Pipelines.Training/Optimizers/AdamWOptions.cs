using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>AdamW: weight decay shrinks the parameters themselves, by 0.1 unless told otherwise.</summary>
public sealed class AdamWOptions : AdamOptions
{
    /// <summary>Sets the defaults.</summary>
    public AdamWOptions() => WeightDecay = 0.1;

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new AdamW(Group(module), learningRate, Beta1, Beta2, Epsilon, WeightDecay) { AmsGrad = AmsGrad, KeepsMasterWeights = MasterWeights };
}
