namespace Pipelines.Evaluation;

/// <summary>What signatures of BLEU, chrF and TER share.</summary>
internal static class SacreBleu
{
    /// <summary>The sacreBLEU whose definitions these are.</summary>
    public const string Version = "version:v2.6.0-1-gf615c72";

    /// <summary>How many references each candidate has: their number, or var.</summary>
    public static string References(IEnumerable<int> counts)
    {
        int[] distinct = [.. counts.Distinct().Take(2)];
        return distinct.Length == 1 ? $"nrefs:{distinct[0]}" : "nrefs:var";
    }

    /// <summary>Checks texts to score and their references.</summary>
    public static void Check(IReadOnlyList<IReadOnlyList<string>> references, IReadOnlyList<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(candidates);
        Counted.CheckCounts(references.Count, candidates.Count);
        for (var i = 0; i < references.Count; i++)
        {
            if (references[i].Count == 0)
                throw new PipelineException($"Candidate {i} has no reference; each needs at least one.");
        }
    }

    /// <summary>The counts of all candidates together: what the score of a corpus is made of.</summary>
    /// <param name="references">The references of each candidate.</param>
    /// <param name="candidates">The texts to score.</param>
    /// <param name="columns">How many counts there are.</param>
    /// <param name="count">Counts a candidate against its references.</param>
    /// <exception cref="PipelineException">There are none, not as many of both, or a candidate has no reference.</exception>
    public static double[] Sum(
        IReadOnlyList<IReadOnlyList<string>> references, IReadOnlyList<string> candidates, int columns,
        Action<IReadOnlyList<string>, string, double[]> count)
    {
        Check(references, candidates);
        var (sums, counts) = (new double[columns], new double[columns]);
        for (var i = 0; i < candidates.Count; i++)
        {
            count(references[i], candidates[i], counts);
            for (var c = 0; c < counts.Length; c++)
                sums[c] += counts[c];
        }

        return sums;
    }
}
