namespace Pipelines.Gpt.Tests;

internal sealed class ParameterCountsTests
{
    [TestCase("gpt2", 124_439_808)]
    [TestCase("gpt2-medium", 354_823_168)]
    [TestCase("gpt2-large", 774_030_080)]
    [TestCase("gpt2-xl", 1_557_611_200)]
    [TestCase("llama-2-7b", 6_738_415_616)]
    [TestCase("llama-2-13b", 13_015_864_320)]
    [TestCase("llama-2-70b", 68_976_648_192)]
    [TestCase("llama-3-8b", 8_030_261_248)]
    [TestCase("phi-3-mini", 3_821_079_552)]
    public void PublishedArchitecturesHaveTheirPublishedCounts(string name, long expected)
    {
        var counts = ParameterCounts.Of(GptArchitectures.Get(name));
        Assert.That(counts.Total, Is.EqualTo(expected));
        Assert.That(GptArchitectures.Get(name).CountParameters(), Is.EqualTo(expected));
    }

    [Test]
    public void EveryNameIsCounted() => Assert.That(GptArchitectures.ByName, Has.Count.EqualTo(9));

    [Test]
    public void TheKindsOfGpt2AreThoseOfItsShapes()
    {
        var counts = ParameterCounts.Of(GptConfig.Gpt2);
        Assert.Multiple(() =>
        {
            Assert.That(counts.TokenEmbedding, Is.EqualTo(50_257 * 768));
            Assert.That(counts.PositionEmbedding, Is.EqualTo(1024 * 768));
            Assert.That(counts.Attention, Is.EqualTo(12 * (768 * 2304 + 2304 + 768 * 768 + 768)));
            Assert.That(counts.FeedForward, Is.EqualTo(12 * (768 * 3072 + 3072 + 3072 * 768 + 768)));
            Assert.That(counts.Norms, Is.EqualTo(25 * 2 * 768));
            Assert.That(counts.Head, Is.Zero);
            Assert.That(counts.WithoutEmbeddings, Is.EqualTo(counts.Total - 51_281 * 768));
        });
    }

    [Test]
    public void TheKindsOfLlama3AreThoseOfItsShapes()
    {
        var counts = ParameterCounts.Of(GptArchitectures.Llama3Of8B);
        Assert.Multiple(() =>
        {
            Assert.That(counts.TokenEmbedding, Is.EqualTo(128_256L * 4096));
            Assert.That(counts.Head, Is.EqualTo(counts.TokenEmbedding));
            Assert.That(counts.PositionEmbedding, Is.Zero);
            Assert.That(counts.Attention, Is.EqualTo(32L * 4096 * (4096 + 1024 + 1024 + 4096)));
            Assert.That(counts.FeedForward, Is.EqualTo(32L * 3 * 4096 * 14_336));
            Assert.That(counts.Norms, Is.EqualTo(65 * 4096));
        });
    }

    [Test]
    public void AnUnknownNameListsTheKnown() =>
        Assert.That(() => GptArchitectures.Get("gpt-7"), Throws.TypeOf<PipelineException>().With.Message.Contains("llama-2-7b"));
}
