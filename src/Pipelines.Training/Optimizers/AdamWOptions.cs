using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>AdamW: weight decay shrinks the parameters themselves, by 0.1 unless told otherwise.</summary>
public sealed class AdamWOptions : AdamFamilyOptions
{
    /// <summary>Sets the defaults.</summary>
    public AdamWOptions() => WeightDecay = 0.1;

    /// <summary>Whether steps are divided by the largest second moment so far.</summary>
    public bool AmsGrad { get; set; }

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new AdamW(Group(module), learningRate, Beta1, Beta2, Epsilon, WeightDecay)
        {
            AmsGrad = AmsGrad,
            KeepsMasterWeights = MasterWeights,
        };
}
