using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>Tiny decoders and a batch.</summary>
internal static class TestModels
{
    public const int VocabularySize = 17;

    public static GptConfig Config { get; } = new()
    {
        VocabularySize = VocabularySize,
        BlockSize = 16,
        LayerCount = 2,
        HeadCount = 2,
        EmbeddingSize = 32,
    };

    public static GptModel Create(ITensorBackend backend, bool tied = true, int seed = 1)
    {
        var model = new GptModel(backend, Config with { TieEmbeddings = tied }, new RandomGenerator((ulong)seed));
        model.ToEvaluation();
        return model;
    }

    public static TokenBatch Batch()
    {
        var batch = new TokenBatch();
        batch.Reset(2, 8);
        batch.SetRow(0, [1, 2, 3, 4, 5, 6, 7, 8], [2, 3, 4, 5, 6, 7, 8, 9]);
        batch.SetRow(1, [9, 8, 7, 6, 5, 4, 3, 2], [8, 7, 6, 5, 4, 3, 2, 1]);
        return batch;
    }

    public static float[] Logits(GptModel model)
    {
        using var scope = new TensorScope();
        return model.Logits(Batch()).ToArray<float>();
    }

    /// <summary>Steps of AdamW on the batch; gives the losses before them.</summary>
    public static float[] Train(GptModel model, int steps = 3, Action? afterBackward = null)
    {
        using var optimizer = new AdamW(
            [new ParameterGroup(model.NamedParameters().Where(p => p.Parameter.RequiresGradient))], 0.01, 0.9, 0.999, 1e-8, 0);
        var losses = new float[steps];
        for (var step = 0; step < steps; step++)
        {
            optimizer.ZeroGradients();
            using var tape = new GradientTape();
            var loss = model.Loss(Batch(), 16);
            tape.Backward(loss);
            afterBackward?.Invoke();
            losses[step] = loss.ToScalar();
            optimizer.Step();
        }

        return losses;
    }

    public static Dictionary<string, float[]> Weights(Module model) =>
        model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());

    /// <summary>The bytes of the parameters that are in memory.</summary>
    public static long GetBytes(Module model) => model.Parameters().Where(p => p.Value.IsResident).Sum(p => p.Value.ByteCount);

    public static void AssertSame(Dictionary<string, float[]> actual, Dictionary<string, float[]> expected)
    {
        Assert.That(actual.Keys, Is.EqualTo(expected.Keys));
        foreach (var (name, values) in expected)
            Assert.That(actual[name].AsSpan().SequenceEqual(values), name);
    }

    public static void AssertNear(float[] actual, float[] expected, double tolerance)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (var i = 0; i < expected.Length; i++)
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(tolerance), $"[{i}]");
    }
}
