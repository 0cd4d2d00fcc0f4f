using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>No figure depends on how the rows of a step are cut into micro-batches, on padding, or on neighbours.</summary>
public class PreferenceInvarianceTests
{
    private const int Rows = 8;

    private static IEnumerable<TestCaseData> Cases =>
        from kind in Enum.GetValues<PreferenceLossKind>()
        from weight in new PreferenceLoss { Kind = kind }.IsUnpaired ? new double[] { 0 } : [0, 0.7]
        select new TestCaseData(kind, weight);

    [TestCaseSource(nameof(Cases))]
    public void StepsAreTheSameInMicroBatchesOfAnySize(PreferenceLossKind kind, double likelihoodWeight)
    {
        using var context = PretrainTestBed.CreateContext(threads: 2);
        using var model = PreferenceTestBed.Model(context);
        using var store = Store(context, kind);
        var loss = new PreferenceLoss { Kind = kind, Beta = 0.5, LabelSmoothing = kind == PreferenceLossKind.Robust ? 0.1 : 0 };
        var expected = Step(model, store, loss, likelihoodWeight, Rows);
        var scale = expected.Gradient.Max(Math.Abs);
        Assert.That(scale, Is.Positive);
        foreach (var size in new[] { 4, 2, 1 })
        {
            var actual = Step(model, store, loss, likelihoodWeight, size);
            Assert.That(actual.Loss, Is.EqualTo(expected.Loss).Within(1e-5 * Math.Abs(expected.Loss)), $"batches of {size}");
            for (var i = 0; i < actual.Gradient.Length; i++)
                Assert.That(actual.Gradient[i], Is.EqualTo(expected.Gradient[i]).Within(1e-5 * scale), $"batches of {size}, element {i}");
            foreach (var (name, value) in expected.Metrics)
            {
                var tolerance = 1e-5 * Math.Max(1, Math.Abs(value));
                Assert.That(actual.Metrics[name], Is.EqualTo(value).Within(tolerance), $"batches of {size}, {name}");
            }
        }
    }

    // KTO and AOT compare the rows of a batch with each other, which is part of their definition.
    [TestCase(PreferenceLossKind.Sigmoid, 0.0)]
    [TestCase(PreferenceLossKind.Sigmoid, 0.7)]
    [TestCase(PreferenceLossKind.Orpo, 1.0)]
    [TestCase(PreferenceLossKind.Cpo, 1.0)]
    public void MeasuredFiguresAreTheSameInBatchesOfAnySize(PreferenceLossKind kind, double likelihoodWeight)
    {
        using var context = PretrainTestBed.CreateContext(threads: 2);
        using var model = PreferenceTestBed.Model(context);
        using var store = Store(context, kind);
        double Measure(int size)
        {
            var rowsPerToken = store.RowsPerToken(kind == PreferenceLossKind.Orpo);
            var objective = PreferenceObjective.Create(new PreferenceLoss { Kind = kind }, likelihoodWeight, rowsPerToken);
            var measured = new PreferenceModel(model, objective, hasDropout: false);
            return new Evaluator(measured, new PreferenceView(store), PreferenceView.Columns, size).Measure(0, default);
        }

        var expected = Step(model, store, new PreferenceLoss { Kind = kind }, likelihoodWeight, Rows).Loss;
        foreach (var size in new[] { 8, 4, 3, 1 })
            Assert.That(Measure(size), Is.EqualTo(expected).Within(1e-5 * expected), $"batches of {size}");
    }

    [Test]
    public void WhatTheDivergenceIsMeasuredOnIsNotRecorded()
    {
        using var context = PretrainTestBed.CreateContext();
        using var model = PreferenceTestBed.Model(context);
        using var store = Store(context, PreferenceLossKind.Kto);
        var objective = PreferenceObjective.Create(new PreferenceLoss { Kind = PreferenceLossKind.Kto }, 0);
        var tuned = new PreferenceModel(model, objective, hasDropout: false);
        var batch = Batches(store, Rows)[0];
        tuned.BeginStep([batch], SingleProcess.Instance);
        var longest = Enumerable.Range(0, Rows).Max(row => batch.Segments.Slice(row * batch.Length, batch.Length).Count(1));
        var texts = new SequenceBatch();
        texts.Split(batch, TextSides.First);
        Assert.That((texts.Tokens.RowCount, texts.Tokens.Length), Is.EqualTo((Rows, longest)));
        var losses = tuned.TokenLosses(batch);
        Assert.That(losses.Shape, Is.EqualTo(new Shape(Rows, longest)), "the gradient pass reads the rows' own answers alone");
        losses.Dispose();
    }

    [Test]
    public void ShuffledBatchesHoldRowsOfLikeLength()
    {
        const int size = 8;
        using var store = PreferenceStore.Read(PreferenceTestBed.Pairs(400), PreferenceTestBed.PairSettings, default);
        int[] Order(int batchSize, int seed)
        {
            using var cursor = new PreferenceView(store, batchSize).GetRowCursor([], seed);
            var id = cursor.GetIdGetter();
            var rows = new List<int>();
            while (cursor.MoveNext())
            {
                DataViewRowId row = default;
                id(ref row);
                rows.Add((int)row.Low);
            }

            return [.. rows];
        }

        int Padding(int[] order) =>
            order.Chunk(size).Sum(batch => batch.Sum(row => batch.Max(store.LongerLength) - store.LongerLength(row)));
        var bucketed = Order(size, 3);
        Assert.That(bucketed, Is.EquivalentTo(Enumerable.Range(0, store.Count)));
        Assert.That(Order(size, 3), Is.EqualTo(bucketed));
        Assert.That(Order(size, 4), Is.Not.EqualTo(bucketed));
        Assert.That(Padding(bucketed), Is.LessThan(Padding(Order(1, 3)) / 5));
    }

    private static PreferenceStore Store(PipelineContext context, PreferenceLossKind kind)
    {
        var isUnpaired = new PreferenceLoss { Kind = kind }.IsUnpaired;
        var settings = isUnpaired
            ? new PreferenceRowSettings
            {
                MaximumLength = 48,
                FirstTokens = ColumnNames.Tokens,
                FirstMask = ColumnNames.LossMask,
                Desirable = PreferenceColumns.Desirable,
                PairsWithOthers = kind == PreferenceLossKind.Kto,
            }
            : PreferenceTestBed.PairSettings;
        var store = PreferenceStore.Read(isUnpaired ? PreferenceTestBed.Singles(Rows) : PreferenceTestBed.Pairs(Rows), settings, default);
        // Another model than the one that learns, so that rewards and the divergence are not 0.
        using var reference = new GptModel(PreferenceTestBed.Backend(context), PretrainTestBed.Config, new RandomGenerator(11));
        var scores = new PreferenceLoss { Kind = kind }.HasReference ? ReferenceScores.Compute(reference, store, 3, default) : null;
        ReferenceScores.Attach(store, scores, isUnpaired);
        return store;
    }

    private static TokenBatch[] Batches(PreferenceStore store, int size)
    {
        using var reader = new TokenBatchReader(new PreferenceView(store), PreferenceView.Columns, size, null);
        var batches = new TokenBatch[store.Count / size];
        for (var i = 0; i < batches.Length; i++)
            reader.ReadInPass(batches[i] = new TokenBatch());
        return batches;
    }

    private static (double Loss, float[] Gradient, IReadOnlyDictionary<string, double> Metrics) Step(
        GptModel model, PreferenceStore store, PreferenceLoss loss, double likelihoodWeight, int size)
    {
        var tuned = new PreferenceModel(model, PreferenceObjective.Create(loss, likelihoodWeight), hasDropout: false);
        var batches = Batches(store, size);
        var sum = 0.0;
        model.ZeroGradients();
        tuned.BeginStep(batches, SingleProcess.Instance);
        foreach (var batch in batches)
        {
            using var tape = new GradientTape();
            var part = tuned.Loss(batch, store.Count);
            sum += part.ToScalar();
            tape.Backward(part);
        }

        return (sum, [.. model.Parameters().SelectMany(p => p.Gradient!.ToArray<float>())], tuned.TakeMetrics()!);
    }
}
