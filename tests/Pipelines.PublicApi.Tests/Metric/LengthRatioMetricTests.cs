using Pipelines.Testing;

namespace Contoso.Metrics;

/// <summary>A guest's metric is found by its id, by an application and by the stage that scores texts.</summary>
[TestFixture]
public class LengthRatioMetricTests
{
    [Test]
    public void It_scores_by_its_id()
    {
        using var context = PipelineContext.Create(p => p.AddTextMetric<LengthRatioMetric>(LengthRatioMetric.Id));

        var metric = context.Evaluation.GetTextMetric(LengthRatioMetric.Id);

        Assert.That(metric.Score(["abcd", "ab"], ["ab", "ab"]), Is.EqualTo(0.75));
    }

    [Test]
    public void The_stage_that_scores_texts_takes_it()
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation().AddTextMetric<LengthRatioMetric>(LengthRatioMetric.Id));
        var texts = new TestView().Add(ColumnNames.Completion, "abcd", "ab").Add(ColumnNames.Generated, "ab", "ab");

        var scored = context.Transforms.ScoreTexts(o => o.Metrics = [LengthRatioMetric.Id]).Fit(texts).Transform(texts);

        var added = scored.Schema.Single(c => !texts.Schema.Any(t => t.Name == c.Name));
        Assert.That(scored.GetColumn<double>(added.Name), Is.EqualTo([0.5, 1.0]));
    }
}
