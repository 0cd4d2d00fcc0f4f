using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>Layers that are run again in the backward pass give the same gradients, with dropout and shared inputs.</summary>
internal sealed class GradientCheckpointingTests : EncoderTests
{
    private static readonly EncoderBatch Batch = new(2, 5, [2, 3, 4, 5, 6, 7, 8, 9, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);

    [Test]
    public void Bert_HasTheSameGradients()
    {
        using var model = new BertModel(
            Backend,
            new BertConfig
            {
                VocabularySize = 11,
                HiddenSize = 8,
                LayerCount = 3,
                HeadCount = 2,
                IntermediateSize = 12,
                PositionCount = 9,
                HiddenDropout = 0.2f,
                AttentionDropout = 0.1f,
            },
            new RandomGenerator(3), hasPooler: false);
        Verify(model, () => Squares(model.Forward(Batch).LastHiddenState), model.Random);
    }

    [Test]
    public void Deberta_HasTheSameGradients([Values(0, 3)] int convolution)
    {
        using var model = new DebertaModel(
            Backend,
            new DebertaConfig
            {
                VocabularySize = 11,
                HiddenSize = 8,
                EmbeddingSize = 8,
                LayerCount = 3,
                HeadCount = 2,
                IntermediateSize = 12,
                PositionCount = 9,
                RelativeAttention = true,
                PositionBuckets = 3,
                ContentToPosition = true,
                PositionToContent = true,
                ShareAttentionKey = true,
                NormalizeRelativeEmbeddings = true,
                ConvolutionSize = convolution,
                HiddenDropout = 0.2f,
                AttentionDropout = 0.1f,
            },
            new RandomGenerator(3));
        Verify(model, () => Squares(model.Forward(Batch).LastHiddenState), model.Random);
    }

    [Test]
    public void T5_HasTheSameGradients()
    {
        using var model = new T5Model(
            Backend,
            new T5Config
            {
                VocabularySize = 11,
                HiddenSize = 8,
                HeadSize = 3,
                HeadCount = 2,
                IntermediateSize = 12,
                EncoderLayerCount = 3,
                DecoderLayerCount = 3,
                RelativeBucketCount = 8,
                RelativeMaximumDistance = 6,
                Dropout = 0.2f,
            },
            new RandomGenerator(3));
        Verify(model, () => model.Loss(Batch, [5, 6, 7, 1, 8, 1, 2, 3]), model.Random);
    }

    private static Tensor Squares(Tensor x) => Functional.Sum(Functional.Multiply(x, x));

    private static void Verify<T>(T model, Func<Tensor> loss, RandomGenerator random) where T : Module, IGradientCheckpointing
    {
        model.ToTraining();
        var start = random.State;
        var plain = Gradients(model, loss);
        random.State = start;
        model.GradientCheckpointing = true;
        var checkpointed = Gradients(model, loss);
        Assert.That(plain.Values, Has.Some.Some.Not.Zero);
        foreach (var (name, gradient) in plain)
            Assert.That(checkpointed[name].AsSpan().SequenceEqual(gradient), name);
    }

    private static Dictionary<string, float[]> Gradients(Module model, Func<Tensor> loss)
    {
        model.ZeroGradients();
        using (var tape = new GradientTape())
            tape.Backward(loss());
        return model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Gradient?.ToArray<float>() ?? []);
    }
}
