using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

public class PretrainTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void LearnsAPattern(bool llama)
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = PretrainTestBed.Fit(context, o => o.Steps = 200, llama ? PretrainTestBed.LlamaConfig : null);
        var result = fitted.LastTransformer.Result!;
        Assert.That(result.History[0].Loss, Is.EqualTo(Math.Log(PretrainTestBed.VocabularySize)).Within(0.2));
        Assert.That(result.TrainLoss, Is.LessThan(1.3));
        Assert.That(result.ValidationLoss, Is.LessThan(1.3));
        Assert.That(result.History, Has.Count.EqualTo(200));
    }

    [Test]
    public void OneSeedGivesTheSameBitsAtAnyThreadCount()
    {
        var weights = new List<float[]>();
        foreach (var threads in (int[])[1, 2, 2])
        {
            using var context = PretrainTestBed.CreateContext(threads);
            using var fitted = PretrainTestBed.Fit(context, o => o.Steps = 30, PretrainTestBed.Config with { Dropout = 0.1f });
            weights.Add(PretrainTestBed.Weights(fitted));
        }

        Assert.That(weights[1], Is.EqualTo(weights[0]));
        Assert.That(weights[2], Is.EqualTo(weights[1]));
    }

    [Test]
    public void AnotherSeedGivesOtherWeights()
    {
        using var context = PretrainTestBed.CreateContext();
        using var first = PretrainTestBed.Fit(context, o => (o.Steps, o.Seed) = (3, 1));
        using var second = PretrainTestBed.Fit(context, o => (o.Steps, o.Seed) = (3, 2));
        Assert.That(PretrainTestBed.Weights(second), Is.Not.EqualTo(PretrainTestBed.Weights(first)));
    }

    [Test]
    public void AccumulationEqualsALargeBatch()
    {
        using var context = PretrainTestBed.CreateContext();
        using var large = PretrainTestBed.Fit(context, o => (o.Steps, o.BatchSize) = (5, 8));
        using var accumulated = PretrainTestBed.Fit(context, o => (o.Steps, o.BatchSize, o.GradientAccumulationSteps) = (5, 2, 4));
        var expected = large.LastTransformer.Result!.History.Select(r => r.Loss);
        Assert.That(accumulated.LastTransformer.Result!.History.Select(r => r.Loss), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void EpochsDecideTheSteps()
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = context.Transforms.Pack(o => o.BlockSize = PretrainTestBed.BlockSize)
            .Append(context.Trainers.Pretrain(PretrainTestBed.Config, o => (o.Epochs, o.BatchSize) = (2, 10)))
            .Fit(PretrainTestBed.Tokens(801));
        Assert.That(fitted.LastTransformer.Result!.Steps, Is.EqualTo(10));
    }

    [Test]
    public void StopsWhenAsked()
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = PretrainTestBed.Fit(context, o => (o.Steps, o.StopWhen) = (100, p => p.Step == 7));
        Assert.That(fitted.LastTransformer.Result!, Has.Property("Steps").EqualTo(7).And.Property("StoppedEarly").True);
    }

    [Test]
    public void StopsWhenValidationNoLongerImproves()
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = PretrainTestBed.Fit(
            context, o => (o.Steps, o.LearningRate, o.EvaluateEvery, o.EarlyStoppingPatience) = (50, 0, 2, 3));
        Assert.That(fitted.LastTransformer.Result!, Has.Property("Steps").EqualTo(8).And.Property("StoppedEarly").True);
    }

    [Test]
    public void ReportsEveryStep()
    {
        using var context = PretrainTestBed.CreateContext();
        var reports = new List<TrainingProgress>();
        using var fitted = PretrainTestBed.Fit(
            context, o => (o.Steps, o.EvaluateEvery, o.WarmupSteps) = (6, 3, 0), progress: new Recorder(reports));
        Assert.That(reports.Where(r => r.ValidationLoss is null).Select(r => r.Step), Is.EqualTo(new[] { 1, 2, 4, 5, 6 }));
        Assert.That(reports.Where(r => r.ValidationLoss is not null).Select(r => r.Step), Is.EqualTo(new[] { 3, 6 }));
        Assert.That(reports[0].LearningRate, Is.EqualTo(3e-3).Within(1e-9));
        Assert.That(reports[^1].Tokens, Is.EqualTo(6 * 4 * PretrainTestBed.BlockSize));
    }

    [Test]
    public void ScoresRows()
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = PretrainTestBed.Fit(context, o => o.Steps = 100);
        var scored = fitted.Transform(PretrainTestBed.Tokens(300, seed: 9));
        var losses = scored.GetColumn<float>(ColumnNames.Loss).ToArray();
        Assert.That(scored.GetColumn<int>(ColumnNames.TokenCount), Is.EqualTo(new[] { 99, 99, 99 }));
        Assert.That(losses, Has.All.LessThan(2.5f));
        var noise = new TestView().Add(ColumnNames.Tokens, [[.. Enumerable.Range(0, 100).Select(i => i * i * 7 % 13)]]);
        Assert.That(fitted.Transform(noise).GetColumn<float>(ColumnNames.Loss).Single(), Is.GreaterThan(losses.Max()));
    }

    [TestCase(0, ExpectedResult = 0)]
    [TestCase(1, ExpectedResult = 0)]
    [TestCase(2, ExpectedResult = 1)]
    [TestCase(40, ExpectedResult = 39)]
    public int ScoresRowsOfAnyLength(int length)
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = PretrainTestBed.Fit(context, o => o.Steps = 1);
        var data = new TestView().Add(ColumnNames.Tokens, [new int[length]]);
        return fitted.Transform(data).GetColumn<int>(ColumnNames.TokenCount).Single();
    }

    private sealed class Recorder(List<TrainingProgress> reports) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            if (value is TrainingProgress training)
                reports.Add(training);
        }
    }
}
