namespace Pipelines.Retrieval.Postgres;

/// <summary>The best of the passages offered: by score downwards, then by id upwards, whatever the order of the offers.</summary>
internal sealed class NearestPassages(int capacity)
{
    private static readonly Comparer<(float Score, long Id)> s_worstFirst = Comparer<(float Score, long Id)>.Create(
        static (left, right) => left.Score != right.Score ? left.Score.CompareTo(right.Score) : right.Id.CompareTo(left.Id));

    private readonly PriorityQueue<long, (float Score, long Id)> _best = new(s_worstFirst);
    private (float Score, long Id) _worst;

    public void Offer(float score, long id)
    {
        if (_best.Count < capacity)
        {
            _best.Enqueue(id, (score, id));
        }
        else
        {
            if (score < _worst.Score || (score == _worst.Score && id > _worst.Id))
                return;
            _best.EnqueueDequeue(id, (score, id));
        }

        _best.TryPeek(out _, out _worst);
    }

    /// <summary>The best, best first; nothing is left.</summary>
    public SearchHit[] Take()
    {
        var hits = new SearchHit[_best.Count];
        for (var i = hits.Length - 1; _best.TryDequeue(out var id, out var key); i--)
            hits[i] = new SearchHit(id, key.Score);
        return hits;
    }
}
