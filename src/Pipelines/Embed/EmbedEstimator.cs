using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>Makes a vector of each row's text. It learns nothing.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">In whose services the embedder is looked for, unless the options have one.</param>
/// <param name="logger">Where cut texts are reported.</param>
public sealed class EmbedEstimator(EmbedOptions options, PipelineContext context, ILogger<EmbedEstimator> logger)
    : TrivialEstimator<EmbedTransformer>(
        new EmbedTransformer(options.Embedder ?? TextEmbedderState.Find(context.Services, options.EmbedderName), options, logger), logger);
