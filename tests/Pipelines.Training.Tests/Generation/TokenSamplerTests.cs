using Pipelines.Nn;

namespace Pipelines.Training.Tests;

public class TokenSamplerTests
{
    private static readonly float[] Logits = [1f, 3f, 2f, -1f, 3f];

    [Test]
    public void GreedyTakesTheFirstOfTheBest() => Assert.That(Choose(new GenerationOptions { Temperature = 0 }), Is.EqualTo(1));

    [Test]
    public void TopKKeepsTheBest()
    {
        var counts = Counts(new GenerationOptions { TopK = 3 });
        Assert.That(counts.Keys, Is.EquivalentTo(new[] { 1, 2, 4 }));
        var total = 2 * Math.Exp(3) + Math.Exp(2);
        Assert.That(counts[2] / 20_000.0, Is.EqualTo(Math.Exp(2) / total).Within(0.01));
    }

    [Test]
    public void TopPKeepsTheFewestThatReachIt()
    {
        // The probabilities are about .40, .40, .15, .05 and .01.
        Assert.That(Counts(new GenerationOptions { TopP = 0.3f }).Keys, Is.EquivalentTo(new[] { 1 }));
        Assert.That(Counts(new GenerationOptions { TopP = 0.7f }).Keys, Is.EquivalentTo(new[] { 1, 4 }));
        Assert.That(Counts(new GenerationOptions { TopP = 0.9f }).Keys, Is.EquivalentTo(new[] { 1, 2, 4 }));
    }

    [Test]
    public void TemperatureFlattens()
    {
        var cold = Counts(new GenerationOptions { Temperature = 0.5f });
        var hot = Counts(new GenerationOptions { Temperature = 2f });
        Assert.That(hot[0], Is.GreaterThan(3 * cold[0]));
    }

    [Test]
    public void SamplesFollowTheProbabilities()
    {
        var counts = Counts(new GenerationOptions());
        var total = Logits.Sum(l => Math.Exp(l));
        foreach (var (id, count) in counts)
            Assert.That(count / 20_000.0, Is.EqualTo(Math.Exp(Logits[id]) / total).Within(0.012));
    }

    [Test]
    public void RepetitionIsPenalisedOnceAnId()
    {
        var options = new GenerationOptions { Temperature = 0, RepetitionPenalty = 2f };
        Assert.That(Choose(options, 1, 4), Is.EqualTo(2));
        Assert.That(Choose(options, 1, 4, 2, 2, 2), Is.EqualTo(1));
    }

    [Test]
    public void OneSeedGivesOneSequence()
    {
        var sampler = new TokenSampler(new GenerationOptions(), Logits.Length);
        int[] Draw(ulong seed)
        {
            var random = new RandomGenerator(seed);
            return [.. Enumerable.Range(0, 50).Select(_ => sampler.Choose(Logits, [], random))];
        }

        var first = Draw(1);
        Assert.That(Draw(1), Is.EqualTo(first));
        Assert.That(Draw(2), Is.Not.EqualTo(first));
    }

    private static int Choose(GenerationOptions options, params int[] history) =>
        new TokenSampler(options, Logits.Length).Choose(Logits, history, new RandomGenerator(1));

    private static Dictionary<int, int> Counts(GenerationOptions options)
    {
        var sampler = new TokenSampler(options, Logits.Length);
        var random = new RandomGenerator(7);
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var id = sampler.Choose(Logits, [], random);
            counts[id] = counts.GetValueOrDefault(id) + 1;
        }

        return counts;
    }
}
