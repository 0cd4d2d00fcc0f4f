using Pipelines.Training;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class TrainingBuilderExtensions
{
    /// <summary>Adds the stages that make batches: <c>pipelines.pack</c>.</summary>
    public static IPipelinesBuilder AddTraining(this IPipelinesBuilder builder) =>
        builder.AddStage<PackEstimator, PackOptions, PackTransformer>("pipelines.pack");
}
