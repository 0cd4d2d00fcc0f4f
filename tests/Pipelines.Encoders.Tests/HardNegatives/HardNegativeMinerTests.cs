namespace Pipelines.Encoders.Tests;

/// <summary>Negatives come from the ranks that were asked for, and are never positives.</summary>
public class HardNegativeMinerTests
{
    [Test]
    public void RanksAreTaken_PositivesAreNot()
    {
        var miner = new HardNegativeMiner(new Fixed("p1", "n1", " p2", "n2", "n1 ", "q", "n3", "n4"), new HardNegativeOptions
        {
            FirstRank = 2,
            LastRank = 7,
            Count = 10,
        });
        var mined = miner.Mine(["q", "q", "other"], ["p1", "p2", "n3"]);
        Assert.That(mined[0], Is.EqualTo(new[] { "n1", "n2", "n3" }));
        Assert.That(mined[1], Is.EqualTo(mined[0]), "what is right for an anchor is so wherever it stands");
        Assert.That(mined[2], Is.EqualTo(new[] { "n1", " p2", "n2", "q" }));
    }

    [Test]
    public void AsManyAsAreAskedFor_BestOrDrawn()
    {
        string[] passages = [.. Enumerable.Range(0, 40).Select(i => $"n{i}")];
        string[] anchors = [.. Enumerable.Range(0, 30).Select(i => $"q{i}")];
        string[] positives = [.. Enumerable.Range(0, 30).Select(i => $"n{i}")];
        var best = new HardNegativeMiner(new Fixed(passages), new HardNegativeOptions { FirstRank = 1, Count = 2 }).Mine(anchors, positives);
        Assert.That(best[5], Is.EqualTo(new[] { "n0", "n1" }));
        Assert.That(best[0], Is.EqualTo(new[] { "n1", "n2" }));
        HardNegativeMiner Drawing(int batchSize) => new(new Fixed(passages), new HardNegativeOptions { Count = 3, Seed = 7, BatchSize = batchSize });
        var drawn = Drawing(4).Mine(anchors, positives);
        Assert.That(drawn, Is.EqualTo(Drawing(256).Mine(anchors, positives)));
        Assert.That(drawn.Select(texts => string.Join(' ', texts)).Distinct().Count(), Is.GreaterThan(10));
        for (var i = 0; i < drawn.Count; i++)
        {
            Assert.That(drawn[i], Has.Count.EqualTo(3).And.No.Member(positives[i]));
            Assert.That(drawn[i].Select(text => int.Parse(text[1..])), Is.Ordered.And.All.InRange(1, 29));
        }
    }

    [Test]
    public void AQueryThatIsRefusedDoesNotLoseTheOthers()
    {
        var miner = new HardNegativeMiner(new Fixed("a", "b", "c"));
        var refused = new List<int>();
        var mined = miner.Mine(["x", "bad", "y"], ["p", "p", "p"], (place, error) =>
        {
            refused.Add(place);
            Assert.That(error.Message, Does.Contain("no word"));
        });
        Assert.That(refused, Is.EqualTo(new[] { 1 }));
        Assert.That(mined.Select(texts => texts.Count), Is.EqualTo(new[] { 1, 0, 1 }));
        Assert.That(() => miner.Mine(["bad"], ["p"]), Throws.TypeOf<PipelineException>());
        Assert.That(() => miner.Mine(["x"], []), Throws.ArgumentException);
        Assert.That(
            () => new HardNegativeMiner(new Fixed(), new HardNegativeOptions { FirstRank = 31 }),
            Throws.TypeOf<OptionsException>().With.Message.Contains("LastRank"));
    }

    private sealed class Fixed(params string[] texts) : ITextRetriever
    {
        public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
            IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default) =>
            queries.Contains("bad")
                ? throw new PipelineException("The query has no word.")
                : [.. queries.Select(_ => (IReadOnlyList<RetrievedPassage>)
                    [.. texts.Take(topK).Select((text, i) => new RetrievedPassage(i, text, -i))])];
    }
}
