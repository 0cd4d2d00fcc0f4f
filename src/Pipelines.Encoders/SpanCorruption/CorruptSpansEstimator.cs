namespace Pipelines.Encoders;

/// <summary>Makes T5's pretraining examples of token ids. It learns nothing; tokens are read when the result is first read.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
public sealed class CorruptSpansEstimator(CorruptSpansOptions options, PipelineContext context)
    : TrivialEstimator<CorruptSpansTransformer>(new CorruptSpansTransformer(
        options.Column, options.InputLength, new SpanNoise { Density = options.NoiseDensity, MeanSpanLength = options.MeanSpanLength },
        options.FirstSentinelId, options.SentinelCount, options.EndOfTextId, options.Seed ?? context.Seed));
