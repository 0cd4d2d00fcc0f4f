namespace Pipelines.Gpt.Tests;

internal sealed class FlopCountTests
{
    /// <summary>
    /// Hoffmann et al. (2022), table A4, models of 73 million to 6.8 billion: the layers' operations by six times the parameters, rows of
    /// 2,048 tokens. The paper's models have a projection of relative positions more in each layer.
    /// </summary>
    [TestCase(10, 640, 2560, 10, 64, 1.03)]
    [TestCase(20, 1024, 4096, 16, 64, 1.10)]
    [TestCase(24, 1280, 5120, 10, 128, 1.08)]
    [TestCase(26, 1792, 7168, 14, 128, 1.04)]
    [TestCase(28, 2048, 8192, 16, 128, 1.03)]
    [TestCase(40, 3584, 14_336, 28, 128, 0.99)]
    public void LayersCountAsInThePaper(int layers, int size, int inner, int heads, int headSize, double ratio)
    {
        var config = new GptConfig
        {
            VocabularySize = 32_000,
            BlockSize = 2048,
            LayerCount = layers,
            EmbeddingSize = size,
            FeedForwardSize = inner,
            HeadCount = heads,
            HeadSize = headSize,
        };
        var parameters = 32_000.0 * size + layers * ((4.0 * headSize * heads * size) + (2.0 * size * inner) + ((double)size * size));
        Assert.That(3 * FlopCount.Of(config, 2048).Layers / (6 * parameters), Is.EqualTo(ratio).Within(0.0051));
    }

    [Test]
    public void EveryPartIsTwiceItsProducts()
    {
        var config = new GptConfig
        {
            VocabularySize = 11,
            LayerCount = 3,
            EmbeddingSize = 8,
            HeadCount = 4,
            KeyValueHeadCount = 2,
            HeadSize = 5,
            FeedForwardSize = 7,
            FeedForward = FeedForwardKind.Gated,
        };
        var flops = FlopCount.Of(config, 6);
        Assert.Multiple(() =>
        {
            Assert.That(flops.Embedding, Is.EqualTo(2 * 11 * 8));
            Assert.That(flops.QueryKeyValue, Is.EqualTo(3 * 2 * 8 * (20 + 10 + 10)));
            Assert.That(flops.Scores, Is.EqualTo(3 * 2 * 6 * 20));
            Assert.That(flops.Softmax, Is.EqualTo(3 * 3 * 6 * 4));
            Assert.That(flops.WeightedValues, Is.EqualTo(flops.Scores));
            Assert.That(flops.AttentionOutput, Is.EqualTo(3 * 2 * 20 * 8));
            Assert.That(flops.FeedForward, Is.EqualTo(3 * 3 * 2 * 8 * 7));
            Assert.That(flops.Logits, Is.EqualTo(flops.Embedding));
            Assert.That(flops.Forward, Is.EqualTo(flops.Embedding + flops.Layers + flops.Logits));
            Assert.That(flops.Training, Is.EqualTo(flops.Forward + flops.Backward));
            Assert.That(flops.SixTimesParameters, Is.EqualTo(6.0 * config.CountParameters()));
            Assert.That(flops.Palm, Is.EqualTo(flops.SixTimesParameters + 12 * 3 * 4 * 5 * 6));
        });
    }
}
