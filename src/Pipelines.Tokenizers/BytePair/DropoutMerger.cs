namespace Pipelines.Tokenizers;

/// <summary>Merges of which each is left out with a probability, for training on several spellings of a text.</summary>
/// <remarks>Provilkov et al., "BPE-Dropout" (2020): a merge that is left out may be tried again after the next one that is not.</remarks>
internal static class DropoutMerger
{
    public static int[] Merge(ReadOnlySpan<int> symbols, MergeTable merges, double probability, Random random)
    {
        var tokens = new List<int>([.. symbols]);
        var candidates = new List<(int Rank, int At)>();
        while (true)
        {
            candidates.Clear();
            for (int at = 0; at + 1 < tokens.Count; at++)
            {
                int rank = merges.Rank(tokens[at], tokens[at + 1]);
                if (rank != MergeTable.NoRank && random.NextDouble() >= probability)
                    candidates.Add((rank, at));
            }
            if (candidates.Count == 0)
                return [.. tokens];
            (int best, int place) = candidates.Min();
            tokens[place] = merges.Result(best);
            tokens.RemoveAt(place + 1);
        }
    }
}
