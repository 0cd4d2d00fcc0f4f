using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>The gradient of whole models in every shape, against differences of the loss along random directions.</summary>
internal sealed class GptGradientTests
{
    private const int Rows = 2;
    private const int Length = 7;

    private static readonly GptConfig Gpt2 = new()
    {
        VocabularySize = 13,
        BlockSize = 16,
        LayerCount = 2,
        HeadCount = 4,
        EmbeddingSize = 16,
        InitializerRange = 0.2f
    };

    private static readonly GptConfig Llama = Gpt2 with
    {
        Norm = NormKind.RmsNorm,
        Positions = PositionKind.Rotary,
        FeedForward = FeedForwardKind.Gated,
        Activation = Activation.Silu,
        Bias = false,
        KeyValueHeadCount = 2,
        HeadSize = 6,
        FeedForwardSize = 24,
    };

    private static IEnumerable<TestCaseData> Configs()
    {
        yield return new TestCaseData(Gpt2 with { ScaleAttentionByLayer = true, Activation = Activation.GeluSigmoid })
            .SetArgDisplayNames("GPT-2, scaled by layer");
        yield return new TestCaseData(Gpt2 with { ScaleAttention = false, Activation = Activation.Tanh, InitializerRange = 0.1f })
            .SetArgDisplayNames("GPT-2, not scaled");
        yield return new TestCaseData(Llama).SetArgDisplayNames("Llama");
        yield return new TestCaseData(Llama with { QueryKeyValueBias = true, TieEmbeddings = false }).SetArgDisplayNames("Qwen2");
        yield return new TestCaseData(Llama with { QueryKeyValueBias = true, AttentionOutputBias = true, FeedForwardBias = true })
            .SetArgDisplayNames("Llama with biases");
        yield return new TestCaseData(Llama with { FusedProjections = true, Activation = Activation.GeluTanh }).SetArgDisplayNames("Phi-3");
        yield return new TestCaseData(Llama with { RopeScaling = new RopeScaling { Kind = RopeScalingKind.Yarn, Factor = 4f } })
            .SetArgDisplayNames("Llama, yarn");
    }

    [TestCaseSource(nameof(Configs))]
    public void WholeRows(GptConfig config) => Check(config, batch => { });

    [TestCaseSource(nameof(Configs))]
    public void RowsWithPaddingBefore(GptConfig config) => Check(config, batch =>
    {
        batch.SetSegments(1, [0, 0, 0, 1, 1, 1, 1]);
        batch.CountPositions();
    });

    [TestCaseSource(nameof(Configs))]
    public void PackedRows(GptConfig config) => Check(config, batch =>
    {
        batch.SetSegments(0, [1, 1, 1, 2, 2, 3, 0]);
        batch.CountPositions();
    });

    [Test]
    public void PackedSequencesDoNotSeeEachOther()
    {
        using var backend = new CpuBackend(1);
        using var scope = new TensorScope();
        using var model = new GptModel(backend, Llama, new RandomGenerator(2));
        var packed = new TokenBatch();
        packed.Reset(1, Length);
        packed.SetRow(0, [1, 2, 3, 4, 5, 6, 7], []);
        packed.SetSegments(0, [1, 1, 1, 2, 2, 2, 2]);
        packed.CountPositions();
        Assert.That(packed.PositionIds.ToArray(), Is.EqualTo(new[] { 0, 1, 2, 0, 1, 2, 3 }));
        var alone = new TokenBatch();
        alone.Reset(1, 4);
        alone.SetRow(0, [4, 5, 6, 7], []);
        var together = model.Logits(packed).ToArray<float>().AsSpan(3 * model.VocabularySize).ToArray();
        Assert.That(together, Is.EqualTo(model.Logits(alone).ToArray<float>()).Within(1e-5f));
    }

    private static void Check(GptConfig config, Action<TokenBatch> arrange)
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, config, new RandomGenerator(1));
        var random = new RandomGenerator(7);
        // Fresh biases are zeros and gains ones; nothing should be special.
        foreach (var (_, parameter) in model.NamedParameters())
        {
            foreach (ref var value in parameter.Value.AsSpan<float>())
                value += 0.05f * (float)random.NextNormal();
        }

        var batch = new TokenBatch();
        batch.Reset(Rows, Length);
        for (var row = 0; row < Rows; row++)
            batch.SetRow(row, [.. Enumerable.Range(0, Length).Select(i => (5 * i + row) % 13)],
                [.. Enumerable.Range(0, Length).Select(i => (3 * i + row) % 13)]);
        arrange(batch);
        for (var i = 0; i < batch.Labels.Length; i++)
        {
            if (batch.HasSegments && batch.Segments[i] == 0)
                batch.Labels[i] = TokenLabels.IgnoreIndex;
        }

        using (var tape = new GradientTape())
            tape.Backward(model.Loss(batch, 1f));
        foreach (var (name, parameter) in model.NamedParameters())
            CheckDirection(model, batch, name, parameter, random);
    }

    private static void CheckDirection(GptModel model, TokenBatch batch, string name, Parameter parameter, RandomGenerator random)
    {
        const float Step = 4e-3f;
        var values = parameter.Value.ToArray<float>();
        var direction = values.Select(_ => (float)random.NextNormal()).ToArray();
        var length = MathF.Sqrt(direction.Sum(d => d * d));
        var gradient = parameter.Gradient!.ToArray<float>();
        var slope = direction.Zip(gradient, (d, g) => (double)d * g).Sum() / length;
        var numeric = (LossAt(Step) - LossAt(-Step)) / (2.0 * Step);
        values.CopyTo(parameter.Value.AsSpan<float>());
        var scale = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.That(slope, Is.EqualTo(numeric).Within((0.01 * scale) + 0.02), name);

        double LossAt(float step)
        {
            var target = parameter.Value.AsSpan<float>();
            for (var i = 0; i < values.Length; i++)
                target[i] = values[i] + (step * direction[i] / length);
            using var scope = new TensorScope();
            return model.TokenLosses(batch).ToArray<float>().Sum(l => (double)l);
        }
    }
}
