namespace Pipelines.Tokenizers.Tests;

public class MergeTableTests
{
    [Test]
    public void Finds_every_pair_and_no_other()
    {
        var random = new Random(1);
        const int largest = MergeTable.MaximumTokenCount - 1;
        HashSet<(int Left, int Right)> pairs = [(0, 0), (largest, largest), (0, largest), (largest, 0)];
        while (pairs.Count < 5000)
            pairs.Add((random.Next(300), random.Next(300)));
        BytePairMerge[] merges = [.. pairs.Select((pair, rank) => new BytePairMerge(pair.Left, pair.Right, rank + 7))];
        var table = new MergeTable(merges);
        for (int rank = 0; rank < merges.Length; rank++)
        {
            Assert.That(table.Rank(merges[rank].Left, merges[rank].Right), Is.EqualTo(rank));
            Assert.That(table.Result(rank), Is.EqualTo(rank + 7));
        }
        for (int left = 0; left < 300; left++)
        {
            for (int right = 0; right < 300; right++)
            {
                if (!pairs.Contains((left, right)) && table.Rank(left, right) != MergeTable.NoRank)
                    Assert.Fail($"({left}, {right}) is no merge");
            }
        }
    }

    [Test]
    public void Is_empty_without_merges() =>
        Assert.That(new MergeTable([]).Rank(MergeTable.MaximumTokenCount - 1, MergeTable.MaximumTokenCount - 1),
            Is.EqualTo(MergeTable.NoRank));
}
