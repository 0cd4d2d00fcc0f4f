using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>How a model's last layer is trained alone.</summary>
public sealed class LastLayerTrainerOptions : SelectiveTrainerOptions
{
    /// <summary>The output head; <see cref="TrainableScope.LastLayer"/> is the last block and what comes after it.</summary>
    public LastLayerTrainerOptions() => Scope = TrainableScope.Head;
}
