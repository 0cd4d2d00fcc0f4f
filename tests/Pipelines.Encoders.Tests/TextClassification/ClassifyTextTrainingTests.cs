using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Encoders.Tests;

/// <summary>Encoders learn labels and numbers, and runs repeat bit by bit.</summary>
[NonParallelizable]
public class ClassifyTextTrainingTests
{
    private static readonly string[] Families = ["bert", "roberta", "deberta"];

    private PipelineContext _context = null!;

    [SetUp]
    public void Open() => _context = EmbedTestBed.CreateContext();

    [TearDown]
    public void Close() => _context.Dispose();

    [Test]
    public void LabelsAreLearned([ValueSource(nameof(Families))] string family)
    {
        var (train, test) = (ClassifyTestBed.Texts(200, seed: 1), ClassifyTestBed.Texts(60, seed: 2));
        void Configure(ClassifyTextOptions o) =>
            (o.Epochs, o.BatchSize, o.LearningRate, o.WarmupSteps, o.EvaluateEvery) = (8, 8, 5e-3, 10, 50);
        using var fitted = Fit(family, train, test, Configure);
        var result = fitted.Result!;
        Assert.That(result.History[0].Loss, Is.EqualTo(Math.Log(2)).Within(0.4));
        var accuracy = result.History.Last(record => record.Metrics is not null).Metrics!["accuracy"];
        Assert.That(accuracy, Is.GreaterThan(0.95));

        // The metrics of evaluation say the same of the scored rows.
        var scored = fitted.Transform(test);
        using var evaluation = PipelineContext.Create(p => p.AddEncoders().AddEvaluation());
        Assert.That(evaluation.Evaluation.Glue("sst2", scored).Scores[0].Value, Is.EqualTo(accuracy).Within(1e-9));
        Assert.That(evaluation.Evaluation.Glue("cola", scored).Scores[0].Value, Is.GreaterThan(0.9));
        var scores = evaluation.Evaluation.Glue("mrpc", scored, configure: o => o.PositiveLabel = "good").Scores;
        Assert.That(scores.Select(score => score.Value), Is.All.GreaterThan(0.9));
    }

    [Test]
    public void NumbersOfPairsAreLearned([Values("bert", "deberta")] string family)
    {
        void Configure(ClassifyTextOptions o)
        {
            (o.TextColumn, o.SecondTextColumn, o.Problem) = ("First", "Second", TextProblem.Regression);
            (o.Epochs, o.BatchSize, o.LearningRate, o.EvaluateEvery) = (12, 8, 5e-3, 100);
        }

        var (train, test) = (ClassifyTestBed.Pairs(200, seed: 1), ClassifyTestBed.Pairs(60, seed: 2));
        using var fitted = Fit(family, train, test, Configure);
        var measured = fitted.Result!.History.Last(record => record.Metrics is not null).Metrics!;
        Assert.That(measured["pearson"], Is.GreaterThan(0.9));
        var scored = fitted.Transform(test);
        Assert.That(scored.Schema.GetColumnOrNull(ColumnNames.PredictedLabel), Is.Null);
        using var evaluation = PipelineContext.Create(p => p.AddEncoders().AddEvaluation());
        var glue = evaluation.Evaluation.Glue("stsb", scored, prediction: ColumnNames.Score);
        Assert.That(glue.Scores[0].Value, Is.EqualTo(measured["pearson"]).Within(1e-4));
        Assert.That(glue.Scores[1].Value, Is.EqualTo(measured["spearman"]).Within(1e-2));
        Assert.That(fitted.Result.ValidationLoss, Is.LessThan(0.4));
    }

    [Test]
    public void LabelsOfOtherTypes_AreTexts()
    {
        string[] Labels(TestView data)
        {
            using var fitted = Fit("bert", data, null, o => (o.Steps, o.BatchSize) = (1, 2));
            return [.. fitted.Labels];
        }

        TestView Texts() => ClassifyTestBed.Texts(4, 1).Without(ColumnNames.Label);
        Assert.That(Labels(Texts().Add(ColumnNames.Label, 10, 9, 9, -1)), Is.EqualTo(new[] { "-1", "9", "10" }));
        Assert.That(Labels(Texts().Add(ColumnNames.Label, true, false, false, true)), Is.EqualTo(new[] { "0", "1" }));
        Assert.That(Labels(Texts().Add(ColumnNames.Label, " b", "B", "a ", "b")), Is.EqualTo(new[] { "B", "a", "b" }));
    }

    [Test]
    public void Accumulation_GivesTheGradientOfOneLargeBatch([ValueSource(nameof(Families))] string family)
    {
        var data = ClassifyTestBed.Texts(8, 1);
        using var whole = Fit(family, data, null, o => (o.Steps, o.BatchSize, o.Shuffle) = (2, 8, false));
        using var parts = Fit(family, data, null, o => (o.Steps, o.BatchSize, o.GradientAccumulationSteps, o.Shuffle) = (2, 2, 4, false));
        var (some, all) = (parts.Result!.History, whole.Result!.History);
        Assert.That(some[0].Loss, Is.EqualTo(all[0].Loss).Within(1e-5));
        Assert.That(some[0].GradientNorm, Is.EqualTo(all[0].GradientNorm).Within(1e-4 * all[0].GradientNorm));
        Assert.That(some[1].Loss, Is.EqualTo(all[1].Loss).Within(1e-4));
    }

    [Test]
    public void LabelWeights_MultiplyTheLossOfTheirRows()
    {
        var data = ClassifyTestBed.Texts(8, 1);
        double Loss(params (string Label, double Weight)[] weights)
        {
            using var fitted = Fit("bert", data, null, o =>
            {
                (o.Steps, o.BatchSize, o.Shuffle) = (1, 8, false);
                foreach (var (label, weight) in weights)
                    o.LabelWeights[label] = weight;
            });
            return fitted.Result!.History[0].Loss;
        }

        var (good, bad) = (Loss(("bad", 0)), Loss(("good", 0)));
        Assert.That(good + bad, Is.EqualTo(Loss()).Within(1e-5));
        Assert.That(3 * good + 0.5 * bad, Is.EqualTo(Loss(("good", 3), ("bad", 0.5))).Within(1e-5));
        Assert.Throws<OptionsException>(() => Loss(("ugly", 2)));
    }

    [Test]
    public void ResumingEqualsNotHavingStopped([Values("bert", "deberta")] string family)
    {
        using var folder = new TemporaryFolder();
        var train = ClassifyTestBed.Texts(12, seed: 1);
        void Configure(ClassifyTextOptions o) => (o.Steps, o.BatchSize, o.LearningRate) = (10, 3, 3e-3);
        using var straight = Fit(family, train, null, Configure);
        using var half = Fit(family, train, null, o =>
        {
            Configure(o);
            (o.CheckpointFolder, o.StopWhen) = (folder.File("run"), p => p.Step == 6);
        });
        using var resumed = Fit(family, train, null, o =>
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
        using var model = Given(["LABEL_0", "LABEL_1"]);
        model.Encoder.Freeze();
        var before = model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());
        var data = ClassifyTestBed.Texts(6, 1).Without(ColumnNames.Label).Add(ColumnNames.Label, 1, 0, 1, 0, 1, 0);
        var fitted = _context.Trainers.ClassifyText(model, ChoiceTestBed.Tokenizer, o => (o.Steps, o.BatchSize) = (2, 3)).Fit(data);
        Assert.That(fitted.Model, Is.SameAs(model));
        Assert.That(model.Labels, Is.EqualTo(new[] { "0", "1" }), "labels without names take those of the rows");
        foreach (var (name, parameter) in model.NamedParameters())
        {
            var isHead = name.StartsWith("classifier", StringComparison.Ordinal);
            Assert.That(parameter.Value.ToArray<float>().SequenceEqual(before[name]), Is.EqualTo(!isHead), name);
        }
    }

    [Test]
    public void LabelsOfAGivenModel_AreKept()
    {
        using var model = Given(["good", "bad"]);
        void Configure(ClassifyTextOptions o) => (o.Steps, o.BatchSize) = (1, 3);
        var fitted = _context.Trainers.ClassifyText(model, ChoiceTestBed.Tokenizer, Configure).Fit(ClassifyTestBed.Texts(6, 1));
        Assert.That(fitted.Labels, Is.EqualTo(new[] { "good", "bad" }));
        using var other = Given(["LABEL_0", "LABEL_1"]);
        Assert.That(
            () => _context.Trainers.ClassifyText(other, ChoiceTestBed.Tokenizer).Fit(ClassifyTestBed.Texts(6, 1)),
            Throws.TypeOf<PipelineException>().With.Message.Contains("name the Labels"), "which is which of a trained head is not known");
        Assert.That(
            () => _context.Trainers.ClassifyText(model, ChoiceTestBed.Tokenizer, o => o.Problem = TextProblem.Regression)
                .Fit(ClassifyTestBed.Texts(6, 1).Without(ColumnNames.Label).Add(ColumnNames.Label, 1, 0, 1, 0, 1, 0)),
            Throws.TypeOf<PipelineException>().With.Message.Contains("problem"));
    }

    [Test]
    public void WhatCannotBeLearned_IsRefused()
    {
        CellException Refused(TestView data, TestView? validation = null, TextProblem? problem = null) =>
            Assert.Throws<CellException>(() => Fit("bert", data, validation, o => (o.Steps, o.Problem) = (1, problem)))!;
        static TestView Texts(string first = "red") => new TestView().Add(ColumnNames.Text, first, "blue");
        var missing = Refused(Texts().Add(ColumnNames.Label, "a", " "));
        Assert.That((missing.Row, missing.Column), Is.EqualTo((1L, ColumnNames.Label)));
        var empty = Refused(Texts(" ").Add(ColumnNames.Label, "a", "b"));
        Assert.That((empty.Row, empty.Column), Is.EqualTo((0L, ColumnNames.Text)));
        var unknown = Refused(Texts().Add(ColumnNames.Label, "a", "b"), Texts().Add(ColumnNames.Label, "b", "c"));
        Assert.That(unknown.Message, Does.Contain("row 1").And.Contain("'c'").And.Contain("a, b"));
        Assert.That(Refused(Texts().Add(ColumnNames.Label, 1f, float.NaN), null, TextProblem.Regression).Row, Is.EqualTo(1));
        Assert.That(Refused(Texts().Add(ColumnNames.Label, "1.5", "x"), null, TextProblem.Regression).Message, Does.Contain("'x'"));
        var one = Assert.Throws<PipelineException>(() => Fit("bert", Texts().Add(ColumnNames.Label, "a", "a"), null, o => o.Steps = 1))!;
        Assert.That(one.Message, Does.Contain("label 'a'"));
        Assert.Throws<SchemaException>(() => Fit("bert", Texts(), null, o => o.Steps = 1));
        Assert.Throws<SchemaException>(() => Fit("bert", Texts().Add(ColumnNames.Label, 0.5f, 1f), null, o => o.Steps = 1));
        var none = ClassifyTestBed.Texts(2, 1).WithoutRows();
        Assert.Throws<PipelineException>(() => Fit("bert", none, null, o => (o.Steps, o.Labels) = (1, ["bad", "good"])));
        Assert.Throws<OptionsException>(() => _context.Trainers.ClassifyText(
            ChoiceTestBed.Bert with { VocabularySize = 7 }, o => o.Tokenizer = ChoiceTestBed.Tokenizer).Fit(ClassifyTestBed.Texts(4, 1)));
    }

    [Test]
    public void AGuardSet_IsMeasured()
    {
        using var fitted = Fit(
            "bert", ClassifyTestBed.Texts(8, 1), null,
            o => (o.Steps, o.BatchSize, o.Guard) = (2, 4, new GuardOptions { Data = ClassifyTestBed.Texts(4, 3), Limit = 5, Every = 1 }));
        Assert.That(fitted.Result!.History[^1].Guard, Is.EqualTo(Math.Log(2)).Within(0.4));
    }

    [Test]
    public void Configuration_NamesTheStage()
    {
        var stage = _context.Stages.Stages.Single(s => s.Id == "pipelines.classify-text");
        Assert.That(stage.EstimatorType, Is.EqualTo(typeof(ClassifyTextEstimator)));
        Assert.That(stage.TransformerType, Is.EqualTo(typeof(ClassifyTextTransformer)));
    }

    private TextClassificationModel Given(string[] labels)
    {
        var backend = _context.Services.GetRequiredService<ITensorBackend>();
        var random = new RandomGenerator(1);
        var config = ChoiceTestBed.Bert with { VocabularySize = ChoiceTestBed.Tokenizer.VocabularySize };
        return new TextClassificationModel(new BertModel(backend, config, random), labels, random);
    }

    private ClassifyTextTransformer Fit(string family, IDataView train, IDataView? validation, Action<ClassifyTextOptions> configure)
    {
        void Configure(ClassifyTextOptions o)
        {
            o.Tokenizer = ChoiceTestBed.Tokenizer;
            configure(o);
        }

        var trainer = family switch
        {
            "deberta" => _context.Trainers.ClassifyText(ChoiceTestBed.Deberta, Configure),
            "roberta" => _context.Trainers.ClassifyText(ClassifyTestBed.Roberta, Configure),
            _ => _context.Trainers.ClassifyText(ChoiceTestBed.Bert, Configure),
        };
        return trainer.Fit(train, validation);
    }

    private static float[][] Weights(ClassifyTextTransformer stage) =>
        [.. stage.Model.NamedParameters().Select(p => p.Parameter.Value.ToArray<float>())];
}
