using System.Runtime.InteropServices;

namespace Pipelines.Retrieval;

/// <summary>
/// Joins ranked lists by their ranks alone, so that scores of different kinds need no common scale: each list gives a document its weight
/// over <c>constant + rank</c>, ranks from 1 (Cormack, Clarke and Büttcher 2009).
/// </summary>
public static class ReciprocalRankFusion
{
    /// <summary>The constant of the paper.</summary>
    public const double DefaultConstant = 60;

    /// <summary>Joins the lists.</summary>
    /// <param name="rankings">Ids, best first; an id that comes again in a list counts where it came first.</param>
    /// <param name="topK">The most that are given, at least 1.</param>
    /// <param name="constant">How little the first ranks stand out; above 0.</param>
    /// <param name="weights">What each list counts; null for all the same, 1.</param>
    /// <returns>Best first, equal scores by id upwards.</returns>
    /// <exception cref="RetrievalException">There are not as many weights as lists, or one is negative or not a number.</exception>
    public static IReadOnlyList<SearchHit> Fuse(
        IReadOnlyList<IReadOnlyList<long>> rankings, int topK, double constant = DefaultConstant, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        if (!(constant >= 0) || double.IsInfinity(constant))
            throw new ArgumentOutOfRangeException(nameof(constant), constant, "A number of 0 or more was expected.");
        CheckWeights(rankings.Count, weights);
        var scores = new Dictionary<long, double>();
        var seen = new HashSet<long>();
        for (var list = 0; list < rankings.Count; list++)
        {
            seen.Clear();
            var rank = 0;
            foreach (var id in rankings[list])
            {
                if (seen.Add(id))
                    CollectionsMarshal.GetValueRefOrAddDefault(scores, id, out _) += (weights?[list] ?? 1) / (constant + ++rank);
            }
        }

        var best = new TopK<double>(Math.Min(topK, scores.Count));
        foreach (var (id, score) in scores)
            best.Offer(-score, id);
        return best.ToHits();
    }

    /// <summary>Joins the results of searches; their scores do not count, only their order.</summary>
    /// <inheritdoc cref="Fuse(IReadOnlyList{IReadOnlyList{long}}, int, double, IReadOnlyList{double})"/>
    /// <param name="results">The results, best first.</param>
    /// <param name="topK">The most that are given, at least 1.</param>
    /// <param name="constant">How little the first ranks stand out; above 0.</param>
    /// <param name="weights">What each list counts; null for all the same, 1.</param>
    public static IReadOnlyList<SearchHit> Fuse(
        IReadOnlyList<IReadOnlyList<SearchHit>> results, int topK, double constant = DefaultConstant, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        return Fuse(
            [.. results.Select(hits => (IReadOnlyList<long>)[.. hits.Select(hit => hit.Id)])], topK, constant, weights);
    }

    private static void CheckWeights(int lists, IReadOnlyList<double>? weights)
    {
        if (weights is null)
            return;
        if (weights.Count != lists)
            throw new RetrievalException($"There are {lists} ranked lists, but {weights.Count} weights. Give one for each list.");
        for (var i = 0; i < lists; i++)
        {
            if (!(weights[i] >= 0) || double.IsInfinity(weights[i]))
                throw new RetrievalException($"The weight of list {i} is {weights[i]}; a number of 0 or more was expected.");
        }
    }
}
