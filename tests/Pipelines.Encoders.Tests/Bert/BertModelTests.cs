using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>What BERT's family promises apart from the reference's numbers.</summary>
internal sealed class BertModelTests : EncoderTests
{
    private static readonly BertConfig Tiny = new()
    {
        VocabularySize = 11,
        HiddenSize = 8,
        LayerCount = 2,
        HeadCount = 2,
        IntermediateSize = 12,
        PositionCount = 9,
        InitializerRange = 0.3f,
    };

    private static readonly EncoderBatch Padded = new(
        2, 5, [2, 3, 4, 5, 6, 7, 8, 9, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 1, 0, 0, 1, 0, 0]);

    [TestCase("bert", Activation.Gelu)]
    [TestCase("bert", Activation.GeluTanh)]
    [TestCase("roberta", Activation.Relu)]
    public void Gradients_AreThoseOfTheLoss(string type, Activation activation)
    {
        using var model = new BertModel(Backend, Tiny with { ModelType = type, Activation = activation }, new RandomGenerator(3));
        var weights = new Random(1);
        var factors = Backend.FromArray([.. Enumerable.Range(0, 16).Select(_ => weights.NextSingle() - 0.5f)], new Shape(2, 8));
        ModelGradientCheck.Verify(model, () =>
        {
            var output = model.Forward(Padded).LastHiddenState;
            var pooled = Functional.Add(model.Pool(output), Pooling.Apply(output, Padded, PoolingMode.Mean));
            return Functional.Sum(Functional.Multiply(pooled, factors));
        });
    }

    [Test]
    public void Padding_ChangesNothing([Values("bert", "roberta")] string type)
    {
        using var model = new BertModel(Backend, Tiny with { ModelType = type, PadTokenId = 1 }, new RandomGenerator(3));
        var alone = model.Forward(new EncoderBatch(1, 3, [7, 8, 9])).LastHiddenState.ToArray<float>();
        var padded = model.Forward(EncoderBatch.Pad([[2, 3, 4, 5, 6], [7, 8, 9]], 1)).LastHiddenState.ToArray<float>();
        Assert.That(padded[40..64], Is.EqualTo(alone).Within(1e-5));
    }

    [Test]
    public void RobertaPositions_CountTokensFromBehindThePadding()
    {
        using var model = new BertModel(Backend, Tiny with { ModelType = "roberta", PadTokenId = 1 }, new RandomGenerator(3));
        Assert.That(model.BlockSize, Is.EqualTo(7));
        var right = model.Forward(new EncoderBatch(1, 4, [7, 8, 9, 1], [1, 1, 1, 0])).LastHiddenState.ToArray<float>();
        var left = model.Forward(new EncoderBatch(1, 4, [1, 7, 8, 9], [0, 1, 1, 1])).LastHiddenState.ToArray<float>();
        Assert.That(left[8..], Is.EqualTo(right[..24]).Within(1e-5));
    }

    [Test]
    public void Dropout_ActsInTrainingOnly()
    {
        using var model = new BertModel(Backend, Tiny with { HiddenDropout = 0, AttentionDropout = 0.5f }, new RandomGenerator(3));
        float[] Run() => model.Forward(Padded).LastHiddenState.ToArray<float>();
        var calm = Run();
        Assert.That(Run(), Is.EqualTo(calm));
        model.ToTraining();
        var first = Run();
        Assert.That(first, Is.Not.EqualTo(calm));
        Assert.That(Run(), Is.Not.EqualTo(first));
        model.ToEvaluation();
        Assert.That(Run(), Is.EqualTo(calm));
    }

    [Test]
    public void RowsThatAreTooLong_AreRefused()
    {
        using var model = new BertModel(Backend, Tiny, new RandomGenerator(3));
        var error = Assert.Throws<PipelineException>(() => model.Forward(new EncoderBatch(1, 10, new int[10])));
        Assert.That(error.Message, Does.Contain("10 tokens").And.Contain("at most 9"));
    }
}
