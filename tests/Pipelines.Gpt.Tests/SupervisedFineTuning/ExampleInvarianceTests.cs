using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Loss and gradients are those of the examples, however they are put into rows, batches and micro-batches.</summary>
public class ExampleInvarianceTests
{
    private const int Count = 8;

    private static readonly string[] Ways = ["padded 1×8", "padded 2×4", "padded 8×1", "packed 64", "packed 24", "alone"];

    [Test]
    public void NoGradientDependsOnANeighbour([Values] bool llama, [Values(1, 2, 3)] int seed)
    {
        using var backend = new CpuBackend(2);
        using var model = new GptModel(backend, Config(llama), new RandomGenerator((ulong)seed));
        using var store = ExampleStore.Read(Examples(seed), new ExampleSettings(24));
        var expected = Gradients(model, store, "padded 1×8");
        foreach (var way in Ways[1..])
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
        var batchSize = way switch { "padded 1×8" => 8, "padded 2×4" => 4, "packed 64" => 2, "packed 24" => 3, _ => 1 };
        using var reader = new TokenBatchReader(view, new TrainingColumns(Segments: packed ? ColumnNames.Segments : null), batchSize, null);
        var batch = new TokenBatch();
        var normalizer = (float)store.Report().LearnedTokens;
        var loss = 0.0;
        model.ZeroGradients();
        while (reader.ReadInPass(batch))
        {
            using var tape = new GradientTape();
            var part = model.Loss(batch, normalizer);
            loss += part.ToScalar();
            tape.Backward(part);
        }

        return (loss, model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Gradient!.ToArray<float>()));
    }
}
