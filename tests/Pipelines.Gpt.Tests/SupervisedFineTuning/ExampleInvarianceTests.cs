using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>
/// Loss and gradients are those of the examples, however they are put into rows, batches and micro-batches, and however activations are kept.
/// </summary>
public class ExampleInvarianceTests
{
    private const int Count = 8;

    private static readonly string[] Ways = ["padded 1×8", "padded 2×4", "padded 8×1", "packed 64", "packed 24", "alone", "beside masked rows"];

    [Test]
    public void NoGradientDependsOnANeighbour([Values] bool llama, [Values(1, 2, 3)] int seed, [Values] bool checkpointed)
    {
        using var backend = new CpuBackend(2);
        using var model = new GptModel(backend, Config(llama), new RandomGenerator((ulong)seed));
        using var store = ExampleStore.Read(Examples(seed), new ExampleSettings(24));
        var expected = Gradients(model, store, "padded 1×8");
        model.GradientCheckpointing = checkpointed;
        foreach (var way in Ways[(checkpointed ? 0 : 1)..])
        {
            var (loss, gradients) = Gradients(model, store, way);
            Assert.That(loss, Is.EqualTo(expected.Loss).Within(1e-5 * expected.Loss), way);
            foreach (var (name, gradient) in gradients)
            {
                var other = expected.Gradients[name];
                var scale = other.Max(Math.Abs);
                for (var i = 0; i < gradient.Length; i++)
                    Assert.That(gradient[i], Is.EqualTo(other[i]).Within(1e-5 * scale + 1e-9), $"{way}: {name}[{i}]");
            }
        }
    }

    [Test]
    public void WhatIsMaskedTeachesNothing()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, Config(llama: false), new RandomGenerator(1));
        var rows = Rows(1);
        using var completion = ExampleStore.Read(View(rows), new ExampleSettings(24));
        using var everything = ExampleStore.Read(View(rows), new ExampleSettings(24, Loss: LossScope.Everything));
        using var marked = ExampleStore.Read(View([.. rows.Select(r => (r.Tokens, r.Tokens.Select(_ => 1).ToArray()))]), new ExampleSettings(24));

        Assert.That(Gradients(model, everything, "alone").Gradients["transformer.wte.weight"], Is.EqualTo(Gradients(model, marked, "alone").Gradients["transformer.wte.weight"]));
        Assert.That(completion.Report().LearnedTokens, Is.LessThan(everything.Report().LearnedTokens));
        Assert.That(everything.Report().LearnedTokens, Is.EqualTo(rows.Sum(r => Math.Min(r.Tokens.Length, 25) - 1)));
    }

    [Test]
    public void NeitherAMaskedRowNorWhatComesAfterTheLastLabelChangesAGradient([Values] bool llama)
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, Config(llama), new RandomGenerator(1));
        var random = new Random(4);
        var (plain, changed) = (new TokenBatch(), new TokenBatch());
        plain.Reset(2, 20);
        changed.Reset(3, 20);
        for (var i = 0; i < 60; i++)
        {
            var id = random.Next(1, PretrainTestBed.VocabularySize);
            var (row, place) = (i / 20, i % 20);
            changed.InputIds[i] = id;
            if (row == 2)
                continue; // a prompt without an answer
            plain.InputIds[i] = place < 12 ? id : random.Next(1, PretrainTestBed.VocabularySize);
            if (place is >= 5 and < 12)
                plain.Labels[i] = changed.Labels[i] = random.Next(1, PretrainTestBed.VocabularySize);
        }

        var (loss, gradients) = Gradients(model, plain);
        var (otherLoss, otherGradients) = Gradients(model, changed);
        Assert.That(otherLoss, Is.EqualTo(loss).Within(1e-6 * loss));
        foreach (var (name, gradient) in gradients)
            Assert.That(otherGradients[name], Is.EqualTo(gradient).Within(1e-5 * gradient.Max(Math.Abs) + 1e-9), name);
    }

    [Test]
    public void ATrainingStepIsTheSameHoweverItsBatchIsAccumulated([Values] bool checkpointed)
    {
        var results = new List<float[]>();
        foreach (var (size, steps) in new[] { (8, 1), (4, 2), (2, 4), (1, 8) })
        {
            using var context = PretrainTestBed.CreateContext();
            using var fitted = PretrainTestBed.Fit(context, o =>
            {
                (o.Steps, o.BatchSize, o.GradientAccumulationSteps, o.GradientCheckpointing) = (3, size, steps, checkpointed);
                o.Optimizer = new SgdOptions();
                o.LearningRate = 0.1;
            });
            results.Add(PretrainTestBed.Weights(fitted));
        }

        foreach (var other in results[1..])
            Assert.That(other, Is.EqualTo(results[0]).Within(1e-6));
    }

    private static GptConfig Config(bool llama) => (llama ? PretrainTestBed.LlamaConfig : PretrainTestBed.Config) with { BlockSize = 64 };

    private static IDataView Examples(int seed) => View(Rows(seed));

    private static IDataView View((int[] Tokens, int[] Mask)[] rows) =>
        new TestView().Add(ColumnNames.Tokens, [.. rows.Select(r => r.Tokens)]).Add(ColumnNames.LossMask, [.. rows.Select(r => r.Mask)]);

    private static (int[] Tokens, int[] Mask)[] Rows(int seed)
    {
        var random = new Random(seed);
        var rows = new (int[], int[])[Count];
        for (var i = 0; i < Count; i++)
        {
            var length = random.Next(4, 24);
            var prompt = random.Next(1, length - 1);
            rows[i] = ([.. Enumerable.Range(0, length).Select(_ => random.Next(1, PretrainTestBed.VocabularySize))], [.. Enumerable.Range(0, length).Select(k => k < prompt ? 0 : 1)]);
        }

        return rows;
    }

    private static (double Loss, Dictionary<string, float[]> Gradients) Gradients(GptModel model, ExampleStore store, string way)
    {
        var packed = way.StartsWith("packed", StringComparison.Ordinal);
        var view = packed ? ExampleView.Packed(store, int.Parse(way[7..], System.Globalization.CultureInfo.InvariantCulture)) : ExampleView.OneARow(store, Count);
        var batchSize = way switch { "padded 1×8" => 8, "padded 2×4" => 4, "packed 64" => 2, "packed 24" or "beside masked rows" => 3, _ => 1 };
        using var reader = new TokenBatchReader(view, new TrainingColumns(Segments: packed ? ColumnNames.Segments : null), batchSize, null);
        var batch = new TokenBatch();
        var normalizer = (float)store.Report().LearnedTokens;
        var loss = 0.0;
        model.ZeroGradients();
        while (reader.ReadInPass(batch))
        {
            if (way == "beside masked rows")
                AddMaskedRow(batch);
            using var tape = new GradientTape();
            var part = model.Loss(batch, normalizer);
            loss += part.ToScalar();
            tape.Backward(part);
        }

        return (loss, All(model));
    }

    private static (double Loss, Dictionary<string, float[]> Gradients) Gradients(GptModel model, TokenBatch batch)
    {
        model.ZeroGradients();
        using var tape = new GradientTape();
        var loss = model.Loss(batch, batch.LabelCount);
        tape.Backward(loss);
        return (loss.ToScalar(), All(model));
    }

    // The same rows and another longer one, without a label.
    private static void AddMaskedRow(TokenBatch batch)
    {
        var (ids, labels, rows, length) = (batch.InputIds.ToArray(), batch.Labels.ToArray(), batch.RowCount, batch.Length);
        batch.Reset(rows + 1, length + 5);
        for (var row = 0; row < rows; row++)
            batch.SetRow(row, ids.AsSpan(row * length, length), labels.AsSpan(row * length, length));
        batch.InputIds[^(length + 5)..].Fill(3);
    }

    private static Dictionary<string, float[]> All(GptModel model) =>
        model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Gradient!.ToArray<float>());
}
