using Pipelines.Retrieval;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class RetrievalBuilderExtensions
{
    /// <summary>Adds retrieval and its stages, <c>pipelines.clean-text</c>, <c>pipelines.chunk</c>,
    /// <c>pipelines.retrieve</c> and <c>pipelines.build-context</c>, and what they stand on.</summary>
    public static IPipelinesBuilder AddRetrieval(this IPipelinesBuilder builder) => builder
        .AddTokenizers()
        .AddStage<CleanTextEstimator, CleanTextOptions, CleanTextTransformer>("pipelines.clean-text")
        .AddStage<ChunkEstimator, ChunkOptions, ChunkTransformer>("pipelines.chunk", load: ChunkTransformer.Load)
        .AddStage<RetrieveEstimator, RetrieveOptions, RetrieveTransformer>("pipelines.retrieve", load: RetrieveTransformer.Load)
        .AddStage<BuildContextEstimator, BuildContextOptions, BuildContextTransformer>(
            "pipelines.build-context", load: BuildContextTransformer.Load);
}
