namespace Pipelines.Evaluation;

/// <summary>Adds the repetition rate of texts to rows. It learns nothing.</summary>
/// <param name="options">Columns and length; validated already.</param>
public sealed class ScoreRepetitionEstimator(ScoreRepetitionOptions options) : TrivialEstimator<ScoreRepetitionTransformer>(
    new ScoreRepetitionTransformer(options.InputColumn, options.OutputColumn, options.Length));
