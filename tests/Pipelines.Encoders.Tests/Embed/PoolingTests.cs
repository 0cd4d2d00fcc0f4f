using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>Every way of pooling.</summary>
internal sealed class PoolingTests : EncoderTests
{
    // Two texts of three and two tokens with two elements each; the second is padded on the left.
    private static readonly float[] Hidden = [1, -2, 3, 4, 5, -6, 9, 9, 7, 8, -1, 10];

    private static readonly EncoderBatch Batch = new(2, 3, new int[6], [1, 1, 1, 0, 1, 1]);

    private static readonly (PoolingMode Mode, float[] Expected)[] Expectations =
    [
        (PoolingMode.FirstToken, [1, -2, 9, 9]),
        (PoolingMode.Maximum, [5, 4, 7, 10]),
        (PoolingMode.Mean, [3, -4 / 3f, 3, 9]),
        (PoolingMode.MeanOfRootLength, [9 / MathF.Sqrt(3), -4 / MathF.Sqrt(3), 6 / MathF.Sqrt(2), 18 / MathF.Sqrt(2)]),
        (PoolingMode.WeightedMean, [(1 + 6 + 15) / 6f, (-2 + 8 - 18) / 6f, (14 - 3) / 5f, (16 + 30) / 5f]),
        (PoolingMode.LastToken, [5, -6, -1, 10]),
    ];

    [TestCaseSource(nameof(Expectations))]
    public void Mode_IsSentenceTransformers((PoolingMode Mode, float[] Expected) expectation)
    {
        var hidden = Backend.FromArray(Hidden, new Shape(2, 3, 2));
        Assert.That(Pooling.Apply(hidden, Batch, expectation.Mode).ToArray<float>(), Is.EqualTo(expectation.Expected).Within(1e-6));
    }

    [Test]
    public void SeveralModes_StandSideBySide()
    {
        var hidden = Backend.FromArray(Hidden, new Shape(2, 3, 2));
        var pooled = Pooling.Apply(hidden, Batch, PoolingMode.Mean | PoolingMode.FirstToken).ToArray<float>();
        Assert.That(pooled, Is.EqualTo(new[] { 1, -2, 3, -4 / 3f, 9, 9, 3, 9 }).Within(1e-6));
        Assert.Throws<ArgumentException>(() => Pooling.Apply(hidden, Batch, PoolingMode.None));
    }

    [Test]
    public void TextWithoutTokens_IsFinite([Values] PoolingMode mode)
    {
        if (mode == PoolingMode.None)
            return;
        var batch = EncoderBatch.Pad([[], [1, 2]], 0);
        var pooled = Pooling.Apply(Backend.Full(new Shape(2, 2, 3), 1f), batch, mode).ToArray<float>();
        Assert.That(pooled, Has.All.Matches<float>(float.IsFinite));
    }

    [Test]
    public void Embedder_HasTheGradientsOfItsVectors()
    {
        var config = new EmbedderConfig
        {
            MaximumLength = 12,
            Pooling = PoolingMode.Maximum | PoolingMode.Mean,
            Steps = [new EmbedderStep { InputSize = 64, OutputSize = 4, HasBias = true, Activation = Activation.Tanh }, new EmbedderStep()],
        };
        using var embedder = EmbedTestBed.CreateEmbedder(Backend, config);
        var batch = EncoderBatch.Pad([[0, 1, 2, 3], [3, 1]], 4);
        var factors = Backend.FromArray([0.3f, -0.7f, 0.2f, 0.9f, -0.1f, 0.5f, 0.8f, -0.6f], new Shape(2, 4));
        ModelGradientCheck.Verify(embedder, () => Functional.Sum(Functional.Multiply(embedder.Forward(batch), factors)));
    }
}
