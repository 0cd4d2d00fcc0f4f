namespace Pipelines.Evaluation;

/// <summary>Adds scores of texts to rows. It learns nothing.</summary>
/// <param name="options">Which; validated already.</param>
/// <param name="context">Where the metrics are registered.</param>
/// <exception cref="PipelineException">No metric is registered under an id.</exception>
public sealed class ScoreTextsEstimator(ScoreTextsOptions options, PipelineContext context)
    : TrivialEstimator<ScoreTextsTransformer>(new ScoreTextsTransformer(options, context));
