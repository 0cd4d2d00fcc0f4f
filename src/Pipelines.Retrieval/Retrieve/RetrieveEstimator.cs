using Microsoft.Extensions.Logging;

namespace Pipelines.Retrieval;

/// <summary>Retrieves passages for rows. It learns nothing.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">In whose services the retriever is looked for, unless the options have one.</param>
/// <param name="logger">Where rows that got no passages are reported.</param>
public sealed class RetrieveEstimator(RetrieveOptions options, PipelineContext context, ILogger<RetrieveEstimator> logger)
    : TrivialEstimator<RetrieveTransformer>(
        new RetrieveTransformer(options, options.Retriever ?? RetrieveTransformer.Find(options, context.Services), logger), logger);
