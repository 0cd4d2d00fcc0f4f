namespace Pipelines.Tokenizers.Tests;

public class WordMergerTests
{
    private static readonly int[] ByteTokens = [.. Enumerable.Range(0, 256)];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Equals_the_definition_for_any_merges_and_words_short_and_long(int seed)
    {
        var random = new Random(seed);
        // Any order of ranks, not only those that training gives: later merges may come first.
        var merges = new List<BytePairMerge>();
        var seen = new HashSet<(int, int)>();
        while (merges.Count < 60)
        {
            int tokens = 256 + merges.Count;
            int left = Symbol();
            int right = Symbol();
            if (seen.Add((left, right)))
                merges.Add(new BytePairMerge(left, right, tokens));

            int Symbol() => random.Next(3) == 0 && tokens > 256 ? random.Next(256, tokens) : 'a' + random.Next(4);
        }
        BytePairMerge[] shuffled = [.. merges];
        random.Shuffle(shuffled);
        var merger = new WordMerger(new MergeTable(shuffled), ByteTokens);
        foreach (int length in Enumerable.Range(0, 40).Concat([95, 96, 97, 98, 200, 1000]))
        {
            byte[] word = [.. Enumerable.Range(0, length).Select(_ => (byte)('a' + random.Next(4)))];
            Assert.That(merger.Merge(word).ToArray(), Is.EqualTo(Reference(word, shuffled)), $"length {length}");
        }
    }

    [Test]
    public void Merges_a_very_long_run_in_time()
    {
        BytePairMerge[] merges =
            [.. Enumerable.Range(0, 16).Select(rank => new BytePairMerge(rank == 0 ? 'a' : 255 + rank, rank == 0 ? 'a' : 255 + rank, 256 + rank))];
        var merger = new WordMerger(new MergeTable(merges), ByteTokens);
        byte[] word = new byte[1 << 20];
        word.AsSpan().Fill((byte)'a');
        Assert.That(merger.Merge(word).ToArray(), Has.Length.EqualTo(16).And.All.EqualTo(271));
    }

    /// <summary>The lowest rank first, the leftmost of equal ones, until none is left.</summary>
    private static List<int> Reference(byte[] word, BytePairMerge[] merges)
    {
        List<int> tokens = [.. word.Select(value => (int)value)];
        while (true)
        {
            (int Rank, int Place) best = (int.MaxValue, -1);
            for (int place = 0; place + 1 < tokens.Count; place++)
            {
                int rank = Array.FindIndex(merges, merge => merge.Left == tokens[place] && merge.Right == tokens[place + 1]);
                if (rank >= 0 && rank < best.Rank)
                    best = (rank, place);
            }
            if (best.Place < 0)
                return tokens;
            tokens[best.Place] = merges[best.Rank].Result;
            tokens.RemoveAt(best.Place + 1);
        }
    }
}
