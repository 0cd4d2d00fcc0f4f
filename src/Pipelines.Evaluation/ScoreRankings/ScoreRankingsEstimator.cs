namespace Pipelines.Evaluation;

/// <summary>Adds scores of rankings to rows. It learns nothing.</summary>
/// <param name="options">Which; validated already.</param>
public sealed class ScoreRankingsEstimator(ScoreRankingsOptions options)
    : TrivialEstimator<ScoreRankingsTransformer>(new ScoreRankingsTransformer(options));
