using Pipelines.Nn;

namespace Pipelines.Encoders.Tests;

/// <summary>Which spans are taken out.</summary>
public class SpanNoiseTests
{
    // Known of the original: 568 tokens become sources of 512 and targets of 114.
    [TestCase(512, 0.15, 3, 568, 114)]
    [TestCase(128, 0.15, 3, 141, 29)]
    public void LengthsAreTheReferences(int input, double density, double mean, int tokens, int target) =>
        Assert.That(new SpanNoise { Density = density, MeanSpanLength = mean }.LengthsFor(input), Is.EqualTo((tokens, target)));

    [Test]
    public void EverySourceThatIsOneLongerWouldNotFit([Values(16, 33, 64, 100, 257)] int input, [Values(0.1, 0.15, 0.3, 0.5)] double density)
    {
        var noise = new SpanNoise { Density = density };
        int SourceOf(int tokens) => tokens - noise.Count(tokens).NoiseTokens + noise.Count(tokens).Spans + 1;
        var (tokens, target) = noise.LengthsFor(input);
        Assert.That(SourceOf(tokens), Is.LessThanOrEqualTo(input));
        Assert.That(target, Is.EqualTo(noise.Count(tokens).NoiseTokens + noise.Count(tokens).Spans + 1));
        if (density != 0.5)
            Assert.That(SourceOf(tokens + 1), Is.GreaterThan(input));
    }

    [Test]
    public void SpansAddUpAndAreNotEmpty([Values(2, 3, 7, 20, 141, 568)] int length, [Values(0.05, 0.15, 0.5, 0.9)] double density)
    {
        var noise = new SpanNoise { Density = density };
        for (ulong seed = 0; seed < 50; seed++)
        {
            var spans = noise.Draw(length, new RandomGenerator(seed));
            Assert.That(spans, Has.All.Positive);
            Assert.That(spans.Sum(), Is.EqualTo(length));
            var taken = spans.Where((_, i) => i % 2 == 1).Sum();
            Assert.That((taken, spans.Length / 2), Is.EqualTo(noise.Count(length)));
            Assert.That(taken, Is.EqualTo(length * density).Within(1), "density");
        }
    }

    [Test]
    public void EveryPartitionIsAsLikely()
    {
        // 4 tokens in 2 spans: 1+3, 2+2, 3+1.
        var noise = new SpanNoise { Density = 0.4, MeanSpanLength = 2 };
        Assert.That(noise.Count(10), Is.EqualTo((4, 2)));
        var counts = new int[4];
        for (ulong seed = 0; seed < 6000; seed++)
            counts[noise.Draw(10, new RandomGenerator(seed))[1]]++;
        Assert.That(counts[1..], Has.All.InRange(1850, 2150));
    }
}
