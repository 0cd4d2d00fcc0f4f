using System.Collections.Concurrent;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Retrieval;

/// <summary>
/// The layered graph of Malkov and Yashunin (arXiv:1603.09320): nodes are rows, each linked to rows near it that are not near each other;
/// every layer above the ground holds a share 1/M of the nodes below it and shortens the way.
/// </summary>
internal sealed unsafe partial class HnswGraph(int dimension, bool isL2, int linkCount, int efConstruction, int seed)
{
    public const int LargestLevel = 31;

    private readonly ConcurrentBag<HnswWorkspace> _workspaces = [];
    private RowStore _rows = new(dimension);
    private long[] _ids = [];
    private bool[] _isRemoved = [];
    private int[][] _links = [];
    private int _entry = -1;
    private int _top = -1;

    /// <summary>Nodes, the removed ones among them.</summary>
    public int Count => _rows.Count;

    public int RemovedCount { get; private set; }

    private int GroundLinks => 2 * linkCount;

    public float* Row(int node) => _rows.Row(node);

    public long Id(int node) => _ids[node];

    public bool IsRemoved(int node) => _isRemoved[node];

    /// <summary>Hides a node from searches; walks still pass over it.</summary>
    public void Remove(int node)
    {
        _isRemoved[node] = true;
        RemovedCount++;
    }

    /// <summary>Offers what a walk with a candidate list of <paramref name="ef"/> finds.</summary>
    public void Search(float* query, int ef, Func<long, bool>? filter, TopK<float> best)
    {
        if (_entry < 0)
            return;
        var workspace = Rent();
        query = workspace.Align(query);
        var entry = Descend(query, _top, 0, out var key);
        var found = new TopK<float>(ef);
        Walk(query, entry, key, 0, filter, found, workspace);
        _workspaces.Add(workspace);
        for (var i = 0; i < found.Count; i++)
            best.Offer(found.Key(i), _ids[(int)found.Id(i)]);
    }

    /// <summary>Offers every node of a range.</summary>
    public void Scan(float* query, int start, int end, Func<long, bool>? filter, TopK<float> best)
    {
        for (var node = start; node < end; node++)
        {
            if (Accepts(node, filter))
                best.Offer(Key(query, node), _ids[node]);
        }
    }

    private bool Accepts(int node, Func<long, bool>? filter) => !_isRemoved[node] && (filter is null || filter(_ids[node]));

    private float Key(float* query, int node) => RowKernels.Key(query, _rows.Row(node), dimension, isL2);

    private HnswWorkspace Rent() => _workspaces.TryTake(out var workspace) ? workspace : new(dimension);

    // A level's links are a count and then nodes.
    private int Offset(int level) => level == 0 ? 0 : 1 + GroundLinks + (level - 1) * (1 + linkCount);

    private int Room(int level) => level == 0 ? GroundLinks : linkCount;

    private int Level(int node) => (_links[node].Length - 1 - GroundLinks) / (1 + linkCount);

    private Span<int> Links(int node, int level) => LinksOf(_links[node], level);

    private Span<int> LinksOf(int[] links, int level)
    {
        var offset = Offset(level);
        return links.AsSpan(offset + 1, links[offset]);
    }

    // The node decides, so that an index that was saved goes on like one that was not.
    private int DrawLevel(int node)
    {
        var bits = (ulong)(uint)seed << 32 | (uint)node;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 + 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        bits ^= bits >> 31;
        var uniform = ((bits >> 11) + 1) * (1.0 / (1L << 53));
        return (int)Math.Min(LargestLevel, -Math.Log(uniform) / Math.Log(linkCount));
    }

    // Always to the nearest neighbour, layer by layer, to the nearest node of the layer above `stop`.
    private int Descend(float* query, int from, int stop, out float key)
    {
        var node = _entry;
        key = Key(query, node);
        for (var level = from; level > stop; level--)
        {
            for (var moved = true; moved;)
            {
                moved = false;
                foreach (var next in Links(node, level))
                {
                    var nextKey = Key(query, next);
                    // Not the other way round: the walk ends whatever is compared.
                    if (!(nextKey < key))
                        continue;
                    key = nextKey;
                    node = next;
                    moved = true;
                }
            }
        }

        return node;
    }

    private void Walk(float* query, int entry, float entryKey, int level, Func<long, bool>? filter, TopK<float> found, HnswWorkspace workspace)
    {
        workspace.Begin(Count);
        workspace.Meet(entry);
        workspace.Push(entryKey, entry);
        if (Accepts(entry, filter))
            found.Offer(entryKey, entry);
        var fresh = stackalloc int[Room(level)];
        while (workspace.Count > 0)
        {
            var node = workspace.Pop(out var key);
            if (key > found.Worst)
                return;
            var count = 0;
            foreach (var next in Links(node, level))
            {
                if (!workspace.Meet(next))
                    continue;
                fresh[count++] = next;
                Prefetch(_rows.Row(next));
            }

            for (var i = 0; i < count; i++)
            {
                var next = fresh[i];
                var nextKey = Key(query, next);
                if (nextKey > found.Worst)
                    continue;
                workspace.Push(nextKey, next);
                if (Accepts(next, filter))
                    found.Offer(nextKey, next);
            }
        }
    }

    // The processor follows a row once it has begun.
    private static void Prefetch(float* row)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(row);
        Sse.Prefetch0(row + 16);
    }
}
