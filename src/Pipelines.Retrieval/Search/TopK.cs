using System.Numerics;

namespace Pipelines.Retrieval;

/// <summary>
/// The k nearest of what is offered, by key and then by id: a heap with the worst at its root. What is kept does not depend on the order
/// of the offers. Where the higher score is better, keys are negated scores.
/// </summary>
/// <typeparam name="TKey">Single precision for vectors, of which a register holds more; double for sums over many terms.</typeparam>
internal sealed class TopK<TKey>(int capacity) where TKey : struct, IBinaryFloatingPointIeee754<TKey>
{
    private readonly TKey[] _keys = new TKey[capacity];
    private readonly long[] _ids = new long[capacity];
    private int _count;

    public int Count => _count;

    public int Capacity => _keys.Length;

    /// <summary>The id of the worst that is kept; of the only one where one is kept.</summary>
    public long Root => _ids[0];

    /// <summary>No key above this is kept.</summary>
    public TKey Worst { get; private set; } = TKey.PositiveInfinity;

    public TKey Key(int index) => _keys[index];

    public long Id(int index) => _ids[index];

    public void Offer(TKey key, long id)
    {
        if (_count < _keys.Length)
        {
            SiftUp(_count++, key, id);
            if (_count == _keys.Length)
                Worst = _keys[0];
            return;
        }

        if (key > Worst || key == Worst && id >= _ids[0])
            return;
        SiftDown(key, id);
        Worst = _keys[0];
    }

    public void OfferAll(TopK<TKey> other)
    {
        for (var i = 0; i < other._count; i++)
            Offer(other._keys[i], other._ids[i]);
    }

    /// <summary>Puts what is kept in its order, nearest first. Nothing is offered after that.</summary>
    public void Sort()
    {
        Array.Sort(_keys, _ids, 0, _count);
        for (var start = 0; start < _count;)
        {
            var end = start + 1;
            while (end < _count && _keys[end] == _keys[start])
                end++;
            Array.Sort(_ids, start, end - start);
            start = end;
        }
    }

    private static bool IsWorse(TKey key, long id, TKey otherKey, long otherId) =>
        key > otherKey || key == otherKey && id > otherId;

    private void SiftUp(int place, TKey key, long id)
    {
        while (place > 0)
        {
            var parent = (place - 1) >> 1;
            if (!IsWorse(key, id, _keys[parent], _ids[parent]))
                break;
            _keys[place] = _keys[parent];
            _ids[place] = _ids[parent];
            place = parent;
        }

        _keys[place] = key;
        _ids[place] = id;
    }

    private void SiftDown(TKey key, long id)
    {
        var place = 0;
        for (var child = 1; child < _count; child = 2 * place + 1)
        {
            if (child + 1 < _count && IsWorse(_keys[child + 1], _ids[child + 1], _keys[child], _ids[child]))
                child++;
            if (!IsWorse(_keys[child], _ids[child], key, id))
                break;
            _keys[place] = _keys[child];
            _ids[place] = _ids[child];
            place = child;
        }

        _keys[place] = key;
        _ids[place] = id;
    }
}
