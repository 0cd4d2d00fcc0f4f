using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class EvaluationBuilderExtensions
{
    /// <summary>
    /// Adds the text metrics: <c>pipelines.rouge-1</c>, <c>-2</c>, <c>-3</c>, <c>-l</c>, <c>-lsum</c>, <c>-w</c> and <c>-s</c>,
    /// <c>pipelines.bleu</c>, <c>pipelines.chrf</c>, <c>pipelines.chrf-plus-plus</c>, <c>pipelines.ter</c>,
    /// <c>pipelines.squad-exact-match</c>, <c>pipelines.squad-f1</c> and <c>pipelines.numeric-match</c>; and the stages that add scores
    /// to rows.
    /// </summary>
    public static IPipelinesBuilder AddEvaluation(this IPipelinesBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddTextMetric<Rouge1Metric>(Rouge1Metric.Id)
            .AddTextMetric<Rouge2Metric>(Rouge2Metric.Id)
            .AddTextMetric<Rouge3Metric>(Rouge3Metric.Id)
            .AddTextMetric<RougeLMetric>(RougeLMetric.Id)
            .AddTextMetric<RougeLsumMetric>(RougeLsumMetric.Id)
            .AddTextMetric<RougeWMetric>(RougeWMetric.Id)
            .AddTextMetric<RougeSMetric>(RougeSMetric.Id)
            .AddTextMetric<BleuMetric>(BleuMetric.Id)
            .AddTextMetric<ChrfMetric>(ChrfMetric.Id)
            .AddTextMetric<ChrfPlusPlusMetric>(ChrfPlusPlusMetric.Id)
            .AddTextMetric<TerMetric>(TerMetric.Id)
            .AddTextMetric<SquadExactMatchMetric>(SquadExactMatchMetric.Id)
            .AddTextMetric<SquadF1Metric>(SquadF1Metric.Id)
            .AddTextMetric<NumericMatchMetric>(NumericMatchMetric.Id)
            .AddStage<ScoreTextsEstimator, ScoreTextsOptions, ScoreTextsTransformer>(
                "pipelines.score-texts", load: ScoreTextsTransformer.Load)
            .AddStage<ScoreRankingsEstimator, ScoreRankingsOptions, ScoreRankingsTransformer>(
                "pipelines.score-rankings", load: ScoreRankingsTransformer.Load)
            .AddStage<ScoreLikelihoodEstimator, ScoreLikelihoodOptions, ScoreLikelihoodTransformer>("pipelines.score-likelihood")
            .AddStage<ScoreRepetitionEstimator, ScoreRepetitionOptions, ScoreRepetitionTransformer>("pipelines.score-repetition")
            .AddBuiltInTasks();
    }
}
