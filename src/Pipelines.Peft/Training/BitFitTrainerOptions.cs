using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>How a model's biases are trained (BitFit).</summary>
public sealed class BitFitTrainerOptions : SelectiveTrainerOptions
{
    /// <summary>The biases, of norms too.</summary>
    public BitFitTrainerOptions() => Scope = TrainableScope.Biases;
}
