using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Trains a model's biases alone, as an adapter (BitFit, Ben Zaken et al. 2022): how.</summary>
public sealed class BitFitTrainerOptions : SelectiveTrainerOptions
{
    /// <summary>The biases, of norms too.</summary>
    public BitFitTrainerOptions() => Scope = TrainableScope.Biases;
}
