namespace Pipelines.Training.Tests;

public class TextMetricTests
{
    [Test]
    public void ExactMatchIsTheShareOfEqualTexts()
    {
        var metric = new ExactMatchMetric();
        Assert.That(metric.Score(["a", " b\n", "c", ""], ["a", "b", "C", " "]), Is.EqualTo(0.75));
        Assert.That(metric.HigherIsBetter, Is.True);
        Assert.That(() => metric.Score(["a"], []), Throws.TypeOf<PipelineException>());
    }

    [Test]
    public void MetricsAreFoundByIdGuestsLikeBuiltIns()
    {
        using var context = PipelineContext.Create(p => p.AddTraining().AddTextMetric<LengthMetric>("contoso.length").AddTextMetric<LengthMetric>("contoso.length"));
        Assert.That(context.Evaluation.GetTextMetric("contoso.length"), Is.TypeOf<LengthMetric>());
        Assert.That(context.Evaluation.GetTextMetric(ExactMatchMetric.Id), Is.TypeOf<ExactMatchMetric>());
        Assert.That(
            () => context.Evaluation.GetTextMetric("contoso.lenght"), Throws.TypeOf<PipelineException>().With.Message.Contains("Did you mean 'contoso.length'"));
    }

    [Test]
    public void AnIdIsTakenOnce() =>
        Assert.That(
            () => PipelineContext.Create(p => p.AddTraining().AddTextMetric<LengthMetric>(ExactMatchMetric.Id)),
            Throws.InvalidOperationException.With.Message.Contains(nameof(ExactMatchMetric)));

    private sealed class LengthMetric : ITextMetric
    {
        public string Name => "length";

        public bool HigherIsBetter => false;

        public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates) => candidates.Average(c => c.Length);
    }
}
