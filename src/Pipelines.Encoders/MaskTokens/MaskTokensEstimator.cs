using Microsoft.Extensions.Logging;

namespace Pipelines.Encoders;

/// <summary>Hides tokens to be predicted. It learns nothing; tokens are read when the result is first read.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives how many rows were cut or left out.</param>
public sealed class MaskTokensEstimator(MaskTokensOptions options, PipelineContext context, ILogger<MaskTokensEstimator> logger)
    : TrivialEstimator<MaskTokensTransformer>(
        new MaskTokensTransformer(
            options.Column, options.MaximumLength, options.Probability, options.MaskShare, options.RandomShare, options.WholeWords,
            options.MaskTokenId, options.VocabularySize, [.. options.SpecialTokenIds], options.Seed ?? context.Seed)
        {
            Logger = logger,
        },
        logger);
