using Microsoft.Extensions.Logging;

namespace Pipelines.Retrieval;

/// <summary>Ranks the passages of rows again. It learns nothing.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">In whose services the reranker is looked for, unless the options have one.</param>
/// <param name="logger">Where rows that kept their order are reported.</param>
public sealed class RerankEstimator(RerankOptions options, PipelineContext context, ILogger<RerankEstimator> logger)
    : TrivialEstimator<RerankTransformer>(
        new RerankTransformer(options, options.Reranker ?? RerankTransformer.Find(options, context.Services), logger), logger);
