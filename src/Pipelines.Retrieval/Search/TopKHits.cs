namespace Pipelines.Retrieval;

/// <summary>
/// What was kept, as hits. There are two kinds: vectors are scored in the terms and bits of their metric, so that a squared distance of 0
/// means the same vector; documents by a score of which the higher is better, whatever it was computed from, as fusion needs it.
/// </summary>
internal static class TopKHits
{
    /// <param name="top">What was kept; it is sorted by this.</param>
    /// <param name="negate">Whether keys are negated scores.</param>
    public static VectorHit[] ToHits(this TopK<float> top, bool negate)
    {
        top.Sort();
        var hits = new VectorHit[top.Count];
        for (var i = 0; i < hits.Length; i++)
            hits[i] = new VectorHit(top.Id(i), negate ? 0 - top.Key(i) : top.Key(i));
        return hits;
    }

    /// <param name="top">What was kept by negated scores; it is sorted by this.</param>
    public static SearchHit[] ToHits(this TopK<double> top)
    {
        top.Sort();
        var hits = new SearchHit[top.Count];
        for (var i = 0; i < hits.Length; i++)
            hits[i] = new SearchHit(top.Id(i), 0 - top.Key(i));
        return hits;
    }
}
