using Pipelines.Retrieval;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class RetrievalBuilderExtensions
{
    /// <summary>
    /// Adds retrieval and its stages, <c>pipelines.clean-text</c>, <c>pipelines.chunk</c>, <c>pipelines.tf-idf</c>,
    /// <c>pipelines.retrieve</c>, <c>pipelines.rerank</c>, <c>pipelines.build-context</c> and <c>pipelines.cite-sources</c>, and what they
    /// stand on. Registered embedders resolve as embedding generators too.
    /// </summary>
    public static IPipelinesBuilder AddRetrieval(this IPipelinesBuilder builder) => builder
        .AddTokenizers()
        .AddStage<CleanTextEstimator, CleanTextOptions, CleanTextTransformer>("pipelines.clean-text")
        .AddStage<ChunkEstimator, ChunkOptions, ChunkTransformer>("pipelines.chunk", load: ChunkTransformer.Load)
        .AddStage<RetrieveEstimator, RetrieveOptions, RetrieveTransformer>("pipelines.retrieve", load: RetrieveTransformer.Load)
        .AddStage<BuildContextEstimator, BuildContextOptions, BuildContextTransformer>(
            "pipelines.build-context", load: BuildContextTransformer.Load)
        .AddStage<TfIdfEstimator, TfIdfOptions, EmbedTransformer>("pipelines.tf-idf", version: 2, load: EmbedTransformer.Load)
        .AddTextEmbedderFormat(HashingTfIdfEmbedder.Format, HashingTfIdfEmbedder.Load)
        .AddStage<RerankEstimator, RerankOptions, RerankTransformer>("pipelines.rerank", load: RerankTransformer.Load)
        .AddStage<CiteSourcesEstimator, CiteSourcesOptions, CiteSourcesTransformer>("pipelines.cite-sources")
        .AddEmbeddingGenerators();
}
