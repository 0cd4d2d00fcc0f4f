using Microsoft.Extensions.Logging;

namespace Pipelines.Encoders;

/// <summary>Makes a vector of each row's text. It learns nothing.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="embedder">What makes the vectors.</param>
/// <param name="logger">Where cut texts are reported.</param>
public sealed class EmbedEstimator(EmbedOptions options, Embedder embedder, ILogger<EmbedEstimator> logger)
    : TrivialEstimator<EmbedTransformer>(new EmbedTransformer(embedder, options, logger), logger);
