using Pipelines.Testing;

namespace Pipelines.Evaluation.Tests;

public class ScoreTextsConformanceTests : StageConformanceTests<ScoreTextsEstimator, ScoreTextsTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Completion, ColumnNames.Generated];

    protected override IReadOnlyList<Func<ScoreTextsEstimator>> InvalidStages => [() => Context.Transforms.ScoreTexts(o => o.Metrics = [])];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddEvaluation());

    protected override ScoreTextsEstimator CreateStage() =>
        Context.Transforms.ScoreTexts(o => o.Metrics = [RougeLMetric.Id, BleuMetric.Id, TerMetric.Id, SquadF1Metric.Id]);

    protected override TestView CreateData() =>
        new TestView().Add(ColumnNames.Completion, "the cat", "a b c d", "x").Add(ColumnNames.Generated, "cat", "a b c d", "");
}

public class ScoreRankingsConformanceTests : StageConformanceTests<ScoreRankingsEstimator, ScoreRankingsTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Label, ColumnNames.Score];

    protected override IReadOnlyList<Func<ScoreRankingsEstimator>> InvalidStages =>
        [() => Context.Transforms.ScoreRankings(o => o.K = 0), () => Context.Transforms.ScoreRankings(o => o.Scores = [RankingScore.Recall, RankingScore.Recall])];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddEvaluation());

    protected override ScoreRankingsEstimator CreateStage() => Context.Transforms.ScoreRankings(o => o.Scores = Enum.GetValues<RankingScore>());

    protected override TestView CreateData() =>
        new TestView().Add(ColumnNames.Label, 0, 1, 2).Add(ColumnNames.Score, [0.5f, 0.2f, 0.3f], [0.5f, 0.2f, 0.3f], [1f, 1f, 1f]);
}

public class ScoreLikelihoodConformanceTests : StageConformanceTests<ScoreLikelihoodEstimator, ScoreLikelihoodTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Loss, ColumnNames.TokenCount, ColumnNames.Text];

    protected override IReadOnlyList<Func<ScoreLikelihoodEstimator>> InvalidStages => [() => Context.Transforms.ScoreLikelihood(o => o.LossColumn = "")];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddEvaluation());

    protected override ScoreLikelihoodEstimator CreateStage() => Context.Transforms.ScoreLikelihood();

    protected override TestView CreateData() =>
        new TestView().Add(ColumnNames.Loss, 1f, 2f, 0f).Add(ColumnNames.TokenCount, 3, 4, 1).Add(ColumnNames.Text, "a b", "é", "word");
}

public class ScoreRepetitionConformanceTests : StageConformanceTests<ScoreRepetitionEstimator, ScoreRepetitionTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Generated];

    protected override IReadOnlyList<Func<ScoreRepetitionEstimator>> InvalidStages => [() => Context.Transforms.ScoreRepetition(o => o.Length = 0)];

    protected override PipelineContext CreateContext() => PipelineContext.Create(p => p.AddEvaluation());

    protected override ScoreRepetitionEstimator CreateStage() => Context.Transforms.ScoreRepetition(o => o.Length = 1);

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Generated, "a b a b", "a", "");
}
