namespace Pipelines.Retrieval;

/// <summary>
/// The best hits of those offered: a heap with the worst on top. The order is total, score downwards, then id upwards, so the result does
/// not depend on the order of the offers.
/// </summary>
internal sealed class TopHits(int capacity)
{
    // No more than is offered is ever needed; a caller may ask for int.MaxValue.
    private SearchHit[] _heap = new SearchHit[Math.Min(capacity, 64)];
    private int _count;

    public static int Compare(SearchHit left, SearchHit right)
    {
        var byScore = right.Score.CompareTo(left.Score);
        return byScore != 0 ? byScore : left.Id.CompareTo(right.Id);
    }

    public void Offer(long id, double score)
    {
        var hit = new SearchHit(id, score);
        if (_count < capacity)
        {
            if (_count == _heap.Length)
                Array.Resize(ref _heap, (int)Math.Min((long)capacity, 2L * _heap.Length));
            _heap[_count] = hit;
            Rise(_count++);
            return;
        }

        if (Compare(hit, _heap[0]) >= 0)
            return;
        _heap[0] = hit;
        Sink();
    }

    /// <summary>The hits, best first; the heap is empty afterwards.</summary>
    public SearchHit[] ToSortedArray()
    {
        var result = _heap.AsSpan(0, _count).ToArray();
        Array.Sort(result, Compare);
        _count = 0;
        return result;
    }

    private void Rise(int at)
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (Compare(_heap[at], _heap[parent]) <= 0)
                return;
            (_heap[at], _heap[parent]) = (_heap[parent], _heap[at]);
            at = parent;
        }
    }

    private void Sink()
    {
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= _count)
                return;
            if (child + 1 < _count && Compare(_heap[child + 1], _heap[child]) > 0)
                child++;
            if (Compare(_heap[child], _heap[at]) <= 0)
                return;
            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
            at = child;
        }
    }
}
