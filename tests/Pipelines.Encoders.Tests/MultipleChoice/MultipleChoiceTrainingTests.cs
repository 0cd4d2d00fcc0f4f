using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Encoders.Tests;

/// <summary>Encoders learn to choose, and runs repeat bit by bit.</summary>
[NonParallelizable]
public class MultipleChoiceTrainingTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void Open() => _context = EmbedTestBed.CreateContext();

    [TearDown]
    public void Close() => _context.Dispose();

    [Test]
    [Category("Slow")]
    public void TheRightOptionIsLearned([Values] bool deberta)
    {
        var (train, test) = (ChoiceTestBed.Questions(200, seed: 1), ChoiceTestBed.Questions(60, seed: 2));
        using var fitted = Fit(deberta, train, test, o => (o.Epochs, o.BatchSize, o.LearningRate, o.EvaluateEvery) = (8, 8, 5e-3, 50));
        var result = fitted.Result!;
        var measured = result.History.Where(record => record.Metrics is not null).Select(record => record.Metrics!).ToArray();
        Assert.That(measured, Has.Length.GreaterThan(2));
        Assert.That(measured[^1]["accuracy"], Is.GreaterThan(0.95));
        Assert.That(measured[^1]["map@3"], Is.GreaterThan(0.95));
        Assert.That(result.ValidationLoss, Is.LessThan(0.3));
        Assert.That(result.History[0].Loss, Is.EqualTo(Math.Log(5)).Within(0.5));

        // The metrics of evaluation say the same of the scored rows.
        var scored = fitted.Transform(ChoiceTestBed.Formatted(_context, test));
        using var evaluation = PipelineContext.Create(p => p.AddEncoders().AddEvaluation());
        Assert.That(evaluation.Evaluation.Accuracy(scored).Value, Is.EqualTo(measured[^1]["accuracy"]).Within(1e-9));
        Assert.That(evaluation.Evaluation.MeanAveragePrecision(scored, k: 3).Value, Is.EqualTo(measured[^1]["map@3"]).Within(1e-9));
        Assert.That(
            evaluation.Evaluation.MeanAveragePrecision(scored, k: 3, ranking: MultipleChoiceColumns.Ranking).Value,
            Is.EqualTo(measured[^1]["map@3"]).Within(1e-9));
    }

    [Test]
    public void Accumulation_GivesTheGradientOfOneLargeBatch([Values] bool deberta)
    {
        // Rows of different lengths and numbers of options.
        var options = ChoiceTestBed.Texts(ChoiceTestBed.Questions(8, 1), "E");
        for (var i = 0; i < options.Length; i += 3)
            options[i] = "";
        var answers = ChoiceTestBed.Texts(ChoiceTestBed.Questions(8, 1), MultipleChoiceColumns.Answer);
        var data = ChoiceTestBed.Questions(8, 1).Without("E").Without(MultipleChoiceColumns.Answer)
            .Add("E", options).Add(MultipleChoiceColumns.Answer, Array.ConvertAll(answers, a => a == "E" ? "A" : a));
        using var whole = Fit(deberta, data, null, o => (o.Steps, o.BatchSize, o.Shuffle) = (2, 8, false));
        using var parts = Fit(deberta, data, null, o => (o.Steps, o.BatchSize, o.GradientAccumulationSteps, o.Shuffle) = (2, 2, 4, false));
        Assert.That(parts.Result!.History[0].Loss, Is.EqualTo(whole.Result!.History[0].Loss).Within(1e-5));
        Assert.That(parts.Result.History[0].GradientNorm, Is.EqualTo(whole.Result.History[0].GradientNorm).Within(1e-4 * whole.Result.History[0].GradientNorm));
        Assert.That(parts.Result.History[1].Loss, Is.EqualTo(whole.Result.History[1].Loss).Within(1e-4));
    }

    [Test]
    public void RowsWithFewerOptions_AreTrainedAndScoredTogether()
    {
        var data = new TestView().Add(ColumnNames.Prompt, "what", "this", "now", "here")
            .Add("A", "one", "one", "red", "here").Add("B", "here", "two", "here", "two").Add("C", "three", "here", "", "")
            .Add(MultipleChoiceColumns.Answer, "B", "C", "B", "A");
        var formatted = ChoiceTestBed.Formatted(_context, data, o => o.AllowFewerOptions = true);
        using var fitted = _context.Trainers.MultipleChoice(ChoiceTestBed.Bert, o => (o.Steps, o.BatchSize, o.LearningRate) = (60, 4, 1e-2)).Fit(formatted);
        var scored = fitted.Transform(formatted);
        Assert.That(ChoiceTestBed.Texts(scored, ColumnNames.PredictedLabel), Is.EqualTo(new[] { "B", "C", "B", "A" }));
        Assert.That(ChoiceTestBed.Column<VBuffer<float>>(scored, ColumnNames.Score).Select(s => s.Length), Is.EqualTo(new[] { 3, 3, 2, 2 }));
        Assert.That(ChoiceTestBed.Texts(scored, MultipleChoiceColumns.Ranking).Select(r => r.Length), Is.EqualTo(new[] { 5, 5, 3, 3 }));
    }

    [Test]
    public void ResumingEqualsNotHavingStopped([Values] bool deberta)
    {
        using var folder = new TemporaryFolder();
        var train = ChoiceTestBed.Questions(12, seed: 1);
        void Configure(MultipleChoiceOptions o) => (o.Steps, o.BatchSize, o.LearningRate) = (10, 3, 3e-3);
        using var straight = Fit(deberta, train, null, Configure);
        using var half = Fit(deberta, train, null, o =>
        {
            Configure(o);
            (o.CheckpointFolder, o.StopWhen) = (folder.File("run"), p => p.Step == 6);
        });
        using var resumed = Fit(deberta, train, null, o =>
        {
            Configure(o);
            (o.CheckpointFolder, o.Resume) = (folder.File("run"), true);
        });
        Assert.That(Weights(resumed), Is.EqualTo(Weights(straight)));
        Assert.That(Weights(half), Is.Not.EqualTo(Weights(straight)));
    }

    [Test]
    public void AGivenModel_IsTrainedWhereItIsTrainable()
    {
        var backend = _context.Services.GetRequiredService<ITensorBackend>();
        var random = new RandomGenerator(1);
        var config = ChoiceTestBed.Bert with { VocabularySize = ChoiceTestBed.Tokenizer.VocabularySize };
        using var model = new MultipleChoiceModel(new BertModel(backend, config, random), random);
        model.Encoder.Freeze();
        var before = model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());
        var data = ChoiceTestBed.Formatted(_context, ChoiceTestBed.Questions(6, 1));
        var fitted = _context.Trainers.MultipleChoice(model, ChoiceTestBed.Tokenizer, o => (o.Steps, o.BatchSize) = (2, 3)).Fit(data);
        Assert.That(fitted.Model, Is.SameAs(model));
        foreach (var (name, parameter) in model.NamedParameters())
        {
            // The bias moves all options alike, so it has no gradient but noise.
            if (name != "classifier.bias")
                Assert.That(parameter.Value.ToArray<float>().SequenceEqual(before[name]), Is.EqualTo(!name.StartsWith("classifier", StringComparison.Ordinal)), name);
        }
    }

    [Test]
    public void WhatCannotBeLearned_IsRefused()
    {
        var data = ChoiceTestBed.Questions(3, 1);
        var unknown = ChoiceTestBed.Formatted(_context, data.Without(MultipleChoiceColumns.Answer).Add(MultipleChoiceColumns.Answer, "A", "", "B"));
        var none = Assert.Throws<CellException>(() => Trainer().Fit(unknown))!;
        Assert.That((none.Row, none.Column), Is.EqualTo((1L, ColumnNames.Label)));
        var formatted = ChoiceTestBed.Formatted(_context, data);
        var length = Assert.Throws<PipelineException>(() => _context.Trainers.MultipleChoice(ChoiceTestBed.Bert with { PositionCount = 5 }).Fit(formatted))!;
        Assert.That(length.Message, Does.Contain("at most 5").And.Contain("MaximumLength"));
        Assert.Throws<PipelineException>(() => Trainer().Fit(ChoiceTestBed.Formatted(_context, data.WithoutRows())));
        var size = Assert.Throws<PipelineException>(() => _context.Trainers.MultipleChoice(ChoiceTestBed.Bert with { VocabularySize = 7 }).Fit(formatted))!;
        Assert.That(size.Message, Does.Contain("VocabularySize"));
        Assert.Throws<OptionsException>(() => _context.Trainers.MultipleChoice(ChoiceTestBed.Bert).Fit(new TestView()
            .Add(ColumnNames.InputIds, [2, 3], [3, 2]).Add(ColumnNames.Segments, [1, 2], [1, 2]).Add(ColumnNames.Label, "A", "B")));
        var broken = Assert.Throws<CellException>(() => _context.Trainers.MultipleChoice(ChoiceTestBed.Bert with { VocabularySize = 9 }).Fit(new TestView()
            .Add(ColumnNames.InputIds, [2, 3], [3, 2]).Add(ColumnNames.Segments, [1, 2], [1, 3]).Add(ColumnNames.Label, "A", "B")))!;
        Assert.That(broken.Column, Is.EqualTo(ColumnNames.Segments));
    }

    [Test]
    public void AGuardSet_IsMeasuredAsQuestions()
    {
        var guard = ChoiceTestBed.Formatted(_context, ChoiceTestBed.Questions(4, 3));
        var stopped = Assert.Throws<GuardException>(() => Fit(
            deberta: false, ChoiceTestBed.Questions(8, 1), null,
            o => (o.Steps, o.BatchSize, o.Guard) = (4, 4, new GuardOptions { Data = guard, Limit = 0.01 })))!;
        Assert.That(stopped.Message, Does.Contain("0.01"));
        using var fitted = Fit(
            deberta: false, ChoiceTestBed.Questions(8, 1), null,
            o => (o.Steps, o.BatchSize, o.Guard) = (2, 4, new GuardOptions { Data = guard, Limit = 5, Every = 1 }));
        Assert.That(fitted.Result!.History[^1].Guard, Is.EqualTo(Math.Log(5)).Within(0.5));
    }

    private MultipleChoiceEstimator Trainer() => _context.Trainers.MultipleChoice(ChoiceTestBed.Bert, o => o.Steps = 1);

    private MultipleChoiceTransformer Fit(bool deberta, IDataView train, IDataView? validation, Action<MultipleChoiceOptions> configure)
    {
        var trainer = deberta
            ? _context.Trainers.MultipleChoice(ChoiceTestBed.Deberta, configure)
            : _context.Trainers.MultipleChoice(ChoiceTestBed.Bert, configure);
        return trainer.Fit(
            ChoiceTestBed.Formatted(_context, train, o => o.AllowFewerOptions = true),
            validation is null ? null : ChoiceTestBed.Formatted(_context, validation));
    }

    private static float[][] Weights(MultipleChoiceTransformer stage) =>
        [.. stage.Model.NamedParameters().Select(p => p.Parameter.Value.ToArray<float>())];
}
