using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Trains a model's last layer alone, as an adapter: which, and how.</summary>
public sealed class LastLayerTrainerOptions : SelectiveTrainerOptions
{
    /// <summary>The output head; <see cref="TrainableScope.LastLayer"/> is the last block and what comes after it.</summary>
    public LastLayerTrainerOptions() => Scope = TrainableScope.Head;
}
