namespace Pipelines.Retrieval;

/// <summary>Nodes on their way into a graph: their own links, and the new links of nodes that they are linked to.</summary>
internal sealed unsafe class HnswBatch(int dimension, int groundLinks)
{
    /// <summary>Few enough that nodes which do not know of each other's links are no loss, and enough for all cores.</summary>
    public const int LargestCount = 64;

    private readonly long[] _ids = new long[LargestCount];
    private readonly int[] _levels = new int[LargestCount];
    private readonly int[][] _links = new int[LargestCount][];
    private readonly List<long> _backLinks = [];
    private readonly List<int> _starts = [];
    private int[] _updates = [];

    /// <summary>The node that the first will be.</summary>
    public int First { get; private set; }

    public int Count => Rows.Count;

    public RowStore Rows { get; } = new(dimension);

    /// <summary>How many lists of links of other nodes, or of these, get a link to one of these.</summary>
    public int TargetCount => _starts.Count - 1;

    public void Begin(int first)
    {
        First = first;
        Rows.Clear();
    }

    public void Add(long id, float* row, int level, int[] links)
    {
        _ids[Count] = id;
        _levels[Count] = level;
        _links[Count] = links;
        Rows.Append(row);
    }

    public long Id(int index) => _ids[index];

    public int Level(int index) => _levels[index];

    public int[] Links(int index) => _links[index];

    /// <summary>Notes that a node is to be linked to one of these.</summary>
    public void AddBackLink(int node, int level, int index) => _backLinks.Add((long)node << 16 | (long)level << 8 | (uint)index);

    /// <summary>Brings together what was noted of each list of links; in an order that depends on nothing else.</summary>
    public void GatherBackLinks()
    {
        _backLinks.Sort();
        _starts.Clear();
        for (var i = 0; i < _backLinks.Count; i++)
        {
            if (i == 0 || _backLinks[i] >> 8 != _backLinks[i - 1] >> 8)
                _starts.Add(i);
        }

        _starts.Add(_backLinks.Count);
        if (_updates.Length < TargetCount * (1 + groundLinks))
            _updates = new int[TargetCount * (1 + groundLinks)];
    }

    public void ClearBackLinks() => _backLinks.Clear();

    public int Target(int target, out int level)
    {
        var backLink = _backLinks[_starts[target]];
        level = (int)(backLink >> 8) & 0xFF;
        return (int)(backLink >> 16);
    }

    public int SourceCount(int target) => _starts[target + 1] - _starts[target];

    /// <summary>The node that is to be linked.</summary>
    public int Source(int target, int index) => First + (int)(_backLinks[_starts[target] + index] & 0xFF);

    /// <summary>The place of a target's new links: a count and then nodes.</summary>
    public Span<int> Update(int target, int room) => _updates.AsSpan(target * (1 + groundLinks), 1 + room);
}
