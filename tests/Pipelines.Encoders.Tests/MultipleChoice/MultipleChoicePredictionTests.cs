using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>Rankings, the same in any batch, saved and opened.</summary>
[NonParallelizable]
public class MultipleChoicePredictionTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void Open() => _context = EmbedTestBed.CreateContext();

    [TearDown]
    public void Close() => _context.Dispose();

    [Test]
    public void Scores_AreTheSameInAnyBatch([Values] bool deberta)
    {
        using var model = Model(deberta);
        var data = ChoiceTestBed.Formatted(_context, ChoiceTestBed.Questions(40, 5), o => o.ContextColumn = ColumnNames.Context);
        float[][] Scores(int batchSize, int windowSize) =>
        [
            .. ChoiceTestBed.Column<VBuffer<float>>(
                new MultipleChoiceTransformer(model, null, new ChoiceScoring(BatchSize: batchSize, WindowSize: windowSize)).Transform(data),
                ColumnNames.Score).Select(v => v.DenseValues()),
        ];
        var expected = Scores(1, 1);
        Assert.That(expected.SelectMany(s => s).Distinct().Count(), Is.GreaterThan(100));
        foreach (var (batch, window) in new[] { (1, 16), (4, 7), (18, 40), (64, 128), (5, 1) })
            Assert.That(Scores(batch, window), Is.EqualTo(expected), $"batches of {batch}, windows of {window}");
    }

    [Test]
    public void Columns_SayWhatTheScoresSay()
    {
        using var model = Model(deberta: false);
        var data = ChoiceTestBed.Formatted(_context, ChoiceTestBed.Questions(10, 5));
        var scored = new MultipleChoiceTransformer(model, null, new ChoiceScoring(RankedCount: 4)).Transform(data);
        var scores = ChoiceTestBed.Column<VBuffer<float>>(scored, ColumnNames.Score);
        var probabilities = ChoiceTestBed.Column<VBuffer<float>>(scored, MultipleChoiceColumns.Probability);
        var (labels, rankings) = (ChoiceTestBed.Texts(scored, ColumnNames.PredictedLabel), ChoiceTestBed.Texts(scored, MultipleChoiceColumns.Ranking));
        for (var row = 0; row < 10; row++)
        {
            var values = scores[row].DenseValues();
            int[] order = [.. Enumerable.Range(0, 5).OrderByDescending(i => values[i])];
            var letters = order.Select(i => ((char)('A' + i)).ToString()).ToArray();
            Assert.That(ChoiceTestBed.Ints(scored, MultipleChoiceColumns.RankedIndices, row), Is.EqualTo(order));
            Assert.That(labels[row], Is.EqualTo(letters[0]));
            Assert.That(rankings[row], Is.EqualTo(string.Join(' ', letters.Take(4))));
            var sum = values.Sum(v => Math.Exp(v));
            Assert.That(probabilities[row].DenseValues(), Is.EqualTo(values.Select(v => (float)(Math.Exp(v) / sum))).Within(1e-6));
        }
    }

    [Test]
    public void EqualScores_AreRankedByTheLowestIndex()
    {
        Assert.That(OptionRanking.Of([1, 3, 2, 3, 1]), Is.EqualTo(new[] { 1, 3, 2, 0, 4 }));
        using var model = Model(deberta: false);
        foreach (var (name, parameter) in model.NamedParameters())
        {
            if (name == "classifier.weight")
                parameter.Value.AsSpan<float>().Clear();
        }

        var scored = new MultipleChoiceTransformer(model, null).Transform(ChoiceTestBed.Formatted(_context, ChoiceTestBed.Questions(3, 5)));
        Assert.That(ChoiceTestBed.Texts(scored, MultipleChoiceColumns.Ranking), Has.All.EqualTo("A B C"));
        Assert.That(ChoiceTestBed.Column<VBuffer<float>>(scored, MultipleChoiceColumns.Probability)[0].DenseValues(), Has.All.EqualTo(0.2f));
    }

    [Test]
    public void PipelineFileAndFolder_GiveTheSame([Values] bool deberta)
    {
        using var folder = new TemporaryFolder();
        var (train, test) = (ChoiceTestBed.Questions(6, 1), ChoiceTestBed.Questions(7, 2).Without(MultipleChoiceColumns.Answer));
        void Configure(MultipleChoiceOptions o) => (o.Steps, o.BatchSize, o.RankedCount) = (2, 3, 2);
        var pipeline = new EstimatorChain<ITransformer>()
            .Append(_context.Transforms.FormatMultipleChoice(ChoiceTestBed.Tokenizer, o => (o.ContextColumn, o.MaximumLength) = (ColumnNames.Context, 40)))
            .Append(deberta
                ? _context.Trainers.MultipleChoice(ChoiceTestBed.Deberta, Configure)
                : _context.Trainers.MultipleChoice(ChoiceTestBed.Bert, Configure));
        using var fitted = pipeline.Fit(train);
        var expected = ViewRows.Read(fitted.Transform(test));
        _context.Model.Save(fitted, folder.File("exam.pipeline"));
        var opened = _context.Model.Load(folder.File("exam.pipeline"), out _);
        DataViewAssert.RowsAreEqual(expected, ViewRows.Read(opened.Transform(test)));
        (opened as IDisposable)?.Dispose();

        fitted.LastTransformer.SaveFolder(folder.File("model"));
        using var loaded = _context.Model.LoadMultipleChoice(folder.File("model"));
        Assert.That(loaded.Tokenizer!.Fingerprint, Is.EqualTo(ChoiceTestBed.Tokenizer.Fingerprint));
        var formatted = ChoiceTestBed.Formatted(_context, test, o => (o.ContextColumn, o.MaximumLength) = (ColumnNames.Context, 40));
        IEnumerable<float[]> Scores(IDataView scored) =>
            ChoiceTestBed.Column<VBuffer<float>>(scored, ColumnNames.Score).Select(v => v.DenseValues());
        Assert.That(
            Scores(new MultipleChoiceTransformer(loaded.Model, null).Transform(formatted)), Is.EqualTo(Scores(fitted.Transform(test))));
    }

    [Test]
    public void WhatTheModelCannotTake_IsRefused()
    {
        using var model = Model(deberta: false);
        var stage = new MultipleChoiceTransformer(model, null);
        CellException Refused(int[] ids, int[] segments) => Assert.Throws<CellException>(() => ChoiceTestBed.Column<VBuffer<float>>(
            stage.Transform(new TestView().Add(ColumnNames.InputIds, [2, 3], ids).Add(ColumnNames.Segments, [1, 2], segments)), ColumnNames.Score))!;
        Assert.That(Refused([.. Enumerable.Repeat(3, 81), 4], [.. Enumerable.Repeat(1, 81), 2]).Message, Does.Contain("row 1").And.Contain("at most 80"));
        Assert.That(Refused([2, 5000], [1, 2]).Message, Does.Contain("row 1").And.Contain("token id"));
        Assert.That(Refused([2, 3], [1, 1]).Message, Does.Contain("1 options"));
        Assert.That(Refused([2, 3], [1]).Message, Does.Contain("1 segments for 2 token ids"));
        Assert.That(Refused([], []).Message, Does.Contain("0 options"));
    }

    private MultipleChoiceModel Model(bool deberta)
    {
        var backend = _context.Services.GetRequiredService<ITensorBackend>();
        var (random, size) = (new RandomGenerator(4), ChoiceTestBed.Tokenizer.VocabularySize);
        return new MultipleChoiceModel(
            deberta
                ? new DebertaModel(backend, ChoiceTestBed.Deberta with { VocabularySize = size, LayerCount = 2 }, random)
                : new BertModel(backend, ChoiceTestBed.Bert with { VocabularySize = size, LayerCount = 2 }, random),
            random);
    }
}
