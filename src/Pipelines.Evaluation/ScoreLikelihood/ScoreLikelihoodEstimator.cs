namespace Pipelines.Evaluation;

/// <summary>Adds measures of likelihood to rows. It learns nothing.</summary>
/// <param name="options">Which; validated already.</param>
public sealed class ScoreLikelihoodEstimator(ScoreLikelihoodOptions options) : TrivialEstimator<ScoreLikelihoodTransformer>(
    new ScoreLikelihoodTransformer(options.LossColumn, options.TokenCountColumn, options.TextColumn));
