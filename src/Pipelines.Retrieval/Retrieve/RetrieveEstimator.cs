namespace Pipelines.Retrieval;

/// <summary>Retrieves passages for rows. It learns nothing.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">In whose services the retriever is looked for, unless one is given.</param>
/// <param name="retriever">What finds the passages; null for the one registered under the options' name.</param>
public sealed class RetrieveEstimator(RetrieveOptions options, PipelineContext context, ITextRetriever? retriever = null)
    : TrivialEstimator<RetrieveTransformer>(
        retriever is null ? RetrieveTransformer.FromServices(options, context.Services) : new RetrieveTransformer(options, retriever));
