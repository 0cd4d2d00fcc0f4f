using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>What a model computes on and draws from.</summary>
internal static class ModelBackend
{
    public static ITensorBackend Of(Module model) => (model as ITrainableModel)?.Backend ?? model.Parameters().First().Value.Backend;

    /// <summary>The generator that dropout draws from: the model's own, which checkpoints hold, where it has one.</summary>
    public static RandomGenerator RandomOf(Module model, int seed) =>
        (model as ITrainableModel)?.Random ?? new RandomGenerator((ulong)(uint)seed);
}
