using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>Labels and scores, the same in any batch, saved and opened.</summary>
[NonParallelizable]
public class ClassifyTextPredictionTests
{
    private static readonly string[] Families = ["bert", "roberta", "deberta"];

    private PipelineContext _context = null!;

    [SetUp]
    public void Open() => _context = EmbedTestBed.CreateContext();

    [TearDown]
    public void Close() => _context.Dispose();

    [Test]
    public void Scores_AreTheSameInAnyBatch([ValueSource(nameof(Families))] string family)
    {
        using var model = Model(family);
        var data = ClassifyTestBed.Pairs(60, 5);
        float[][] Scores(int batchSize, int windowSize) => ClassifyTestBed.Vectors(
            Stage(model, new TextScoring("First", "Second", BatchSize: batchSize, WindowSize: windowSize)).Transform(data),
            ColumnNames.Score);
        var expected = Scores(1, 1);
        Assert.That(expected.SelectMany(s => s).Distinct().Count(), Is.GreaterThan(60));
        foreach (var (batch, window) in new[] { (1, 16), (4, 7), (18, 40), (64, 128), (5, 1) })
            Assert.That(Scores(batch, window), Is.EqualTo(expected), $"batches of {batch}, windows of {window}");
    }

    [Test]
    public void Columns_SayWhatTheModelSays([ValueSource(nameof(Families))] string family)
    {
        using var model = Model(family);
        var data = ClassifyTestBed.Texts(12, 5);
        var scored = Stage(model).Transform(data);
        var (scores, probabilities) = (
            ClassifyTestBed.Vectors(scored, ColumnNames.Score), ClassifyTestBed.Vectors(scored, TextClassificationColumns.Probability));
        var (texts, labels) = (ChoiceTestBed.Texts(data, ColumnNames.Text), ChoiceTestBed.Texts(scored, ColumnNames.PredictedLabel));
        for (var row = 0; row < texts.Length; row++)
        {
            using var scope = new TensorScope();
            var ids = ChoiceTestBed.Tokenizer.EncodeSequence(texts[row]).Ids;
            var alone = model.Forward(new EncoderBatch(1, ids.Length, ids)).ToArray<float>();
            Assert.That(scores[row], Is.EqualTo(alone).Within(1e-4));
            var sum = alone.Sum(v => Math.Exp(v));
            Assert.That(probabilities[row], Is.EqualTo(alone.Select(v => (float)(Math.Exp(v) / sum))).Within(1e-4));
            Assert.That(labels[row], Is.EqualTo(model.Labels[Array.IndexOf(scores[row], scores[row].Max())]));
        }
    }

    [Test]
    public void LongTexts_LoseTheirEnd()
    {
        using var model = Model("bert");
        var data = new TestView().Add(ColumnNames.Text, "red green blue one two", "red green blue", "");
        var scores = ClassifyTestBed.Vectors(
            Stage(model, new TextScoring(MaximumLength: 5)).Transform(data), ColumnNames.Score);
        Assert.That(scores[0], Is.EqualTo(scores[1]));
        Assert.That(scores[2], Is.Not.EqualTo(scores[1]), "a text without characters is classified as such");
    }

    [Test]
    public void SeveralThreads_ReadTheSame()
    {
        using var model = Model("deberta");
        var scored = Stage(model, new TextScoring(WindowSize: 3)).Transform(ClassifyTestBed.Texts(20, 1));
        var expected = ClassifyTestBed.Vectors(scored, ColumnNames.Score);
        Parallel.For(0, 4, _ => Assert.That(ClassifyTestBed.Vectors(scored, ColumnNames.Score), Is.EqualTo(expected)));
    }

    [Test]
    public void PipelineFileAndFolder_GiveTheSame([ValueSource(nameof(Families))] string family)
    {
        using var folder = new TemporaryFolder();
        var test = ClassifyTestBed.Texts(9, 2).Without(ColumnNames.Label);
        void Configure(ClassifyTextOptions o) => (o.Steps, o.BatchSize, o.MaximumLength) = (2, 3, 12);
        using var fitted = (family switch
        {
            "deberta" => _context.Trainers.ClassifyText(ChoiceTestBed.Deberta, Configure),
            "roberta" => _context.Trainers.ClassifyText(ClassifyTestBed.Roberta, Configure),
            _ => _context.Trainers.ClassifyText(ChoiceTestBed.Bert, Configure),
        }).Fit(ClassifyTestBed.Texts(8, 1));
        Assert.That(fitted.Labels, Is.EqualTo(new[] { "bad", "good" }));
        var expected = ViewRows.Read(fitted.Transform(test));
        _context.Model.Save(fitted, folder.File("texts.pipeline"));
        var opened = _context.Model.Load(folder.File("texts.pipeline"), out _);
        DataViewAssert.RowsAreEqual(expected, ViewRows.Read(opened.Transform(test)));
        (opened as IDisposable)?.Dispose();

        fitted.SaveFolder(folder.File("model"));
        using var loaded = _context.Model.LoadTextClassification(folder.File("model"));
        Assert.That(loaded.Model.Labels, Is.EqualTo(new[] { "bad", "good" }));
        var stage = new ClassifyTextTransformer(loaded.Model, loaded.Tokenizer!, fitted.Scoring);
        DataViewAssert.RowsAreEqual(expected, ViewRows.Read(stage.Transform(test)));
    }

    [Test]
    public void Services_HaveTheModel()
    {
        using var folder = new TemporaryFolder();
        using (var model = Model("bert"))
            model.Save(folder.Path);
        using var context = PipelineContext.Create(p => p.AddEncoders(o => o.TextClassificationPath = folder.Path));
        var loaded = context.Services.GetRequiredService<PretrainedModel<TextClassificationModel>>();
        Assert.That(loaded.Model.Labels, Has.Count.EqualTo(2));
        Assert.That(loaded.Tokenizer, Is.Null);
        var fit = Assert.Throws<PipelineException>(() => context.Trainers.ClassifyText(loaded).Fit(ClassifyTestBed.Texts(4, 1)))!;
        Assert.That(fit.Message, Does.Contain("tokenizer"));
    }

    private static ClassifyTextTransformer Stage(TextClassificationModel model, TextScoring? scoring = null) =>
        new(model, ChoiceTestBed.Tokenizer, scoring);

    private TextClassificationModel Model(string family)
    {
        var backend = _context.Services.GetRequiredService<ITensorBackend>();
        var (random, size) = (new RandomGenerator(4), ChoiceTestBed.Tokenizer.VocabularySize);
        return new TextClassificationModel(
            family switch
            {
                "deberta" => new DebertaModel(backend, ChoiceTestBed.Deberta with { VocabularySize = size, LayerCount = 2 }, random),
                "roberta" => new BertModel(backend, ClassifyTestBed.Roberta with { VocabularySize = size }, random, hasPooler: false),
                _ => new BertModel(backend, ChoiceTestBed.Bert with { VocabularySize = size, LayerCount = 2 }, random),
            },
            ["bad", "good"], random);
    }
}
