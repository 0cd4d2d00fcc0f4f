namespace Pipelines.Retrieval;

/// <summary>What one walk remembers: the query, the nodes it met, and those it still has to leave from, nearest first.</summary>
internal sealed unsafe class HnswWorkspace(int dimension)
{
    private readonly RowStore _query = new(dimension, firstRows: 1);
    private int[] _met = [];
    private int _walk;
    private float[] _keys = new float[256];
    private int[] _nodes = new int[256];

    public int Count { get; private set; }

    /// <summary>A copy of the query at the start of a cache line: no load of it reaches into a second one.</summary>
    public float* Align(float* query)
    {
        _query.Clear();
        _query.Append(query);
        return _query.Row(0);
    }

    public void Begin(int nodes)
    {
        if (_met.Length < nodes)
        {
            _met = new int[nodes + nodes / 2];
            _walk = 0;
        }

        if (++_walk == int.MaxValue)
        {
            Array.Clear(_met);
            _walk = 1;
        }

        Count = 0;
    }

    /// <summary>Whether a node is met for the first time.</summary>
    public bool Meet(int node)
    {
        if (_met[node] == _walk)
            return false;
        _met[node] = _walk;
        return true;
    }

    public void Push(float key, int node)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, 2 * Count);
            Array.Resize(ref _nodes, 2 * Count);
        }

        var place = Count++;
        while (place > 0)
        {
            var parent = (place - 1) >> 1;
            if (!IsNearer(key, node, parent))
                break;
            _keys[place] = _keys[parent];
            _nodes[place] = _nodes[parent];
            place = parent;
        }

        _keys[place] = key;
        _nodes[place] = node;
    }

    public int Pop(out float key)
    {
        key = _keys[0];
        var node = _nodes[0];
        var last = --Count;
        var (lastKey, lastNode) = (_keys[last], _nodes[last]);
        var place = 0;
        for (var child = 1; child < last; child = 2 * place + 1)
        {
            if (child + 1 < last && IsNearer(_keys[child + 1], _nodes[child + 1], child))
                child++;
            if (!IsNearer(_keys[child], _nodes[child], lastKey, lastNode))
                break;
            _keys[place] = _keys[child];
            _nodes[place] = _nodes[child];
            place = child;
        }

        _keys[place] = lastKey;
        _nodes[place] = lastNode;
        return node;
    }

    private static bool IsNearer(float key, int node, float otherKey, int otherNode) =>
        key < otherKey || key == otherKey && node < otherNode;

    private bool IsNearer(float key, int node, int place) => IsNearer(key, node, _keys[place], _nodes[place]);
}
