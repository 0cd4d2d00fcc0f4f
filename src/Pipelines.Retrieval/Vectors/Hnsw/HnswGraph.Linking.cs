namespace Pipelines.Retrieval;

/// <summary>
/// How new nodes are linked, some at once: each finds its links by a walk through the graph as it was before them and by comparing itself
/// with those of them that come before it; then each node that was chosen chooses again. Every step reads what the one before it wrote
/// and nothing else, so that cores decide nothing.
/// </summary>
internal sealed unsafe partial class HnswGraph
{
    private HnswBatch? _batch;

    /// <summary>Threads that link.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Begins a batch, of which there is one at a time.</summary>
    public HnswBatch Begin()
    {
        _batch ??= new(dimension, GroundLinks);
        _batch.Begin(Count);
        return _batch;
    }

    /// <summary>Takes a vector into a batch.</summary>
    public void Add(HnswBatch batch, long id, float* row)
    {
        var level = DrawLevel(batch.First + batch.Count);
        batch.Add(id, row, level, new int[Offset(level + 1)]);
    }

    /// <summary>Finds all links. Changes nothing of the graph: searches go on.</summary>
    public void Plan(HnswBatch batch)
    {
        ForEach(batch.Count, i => FindLinks(batch, i));
        batch.ClearBackLinks();
        for (var i = 0; i < batch.Count; i++)
        {
            for (var level = 0; level <= batch.Level(i); level++)
            {
                foreach (var link in LinksOf(batch.Links(i), level))
                    batch.AddBackLink(link, level, i);
            }
        }

        batch.GatherBackLinks();
        ForEach(batch.TargetCount, target => LinkBack(batch, target));
    }

    /// <summary>Makes a planned batch part of the graph.</summary>
    public void Apply(HnswBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
            Append(batch.Id(i), batch.Rows.Row(i), batch.Level(i), batch.Links(i));
        for (var target = 0; target < batch.TargetCount; target++)
        {
            var node = batch.Target(target, out var level);
            var update = batch.Update(target, Room(level));
            update[..(1 + update[0])].CopyTo(_links[node].AsSpan(Offset(level)));
        }
    }

    private void Append(long id, float* row, int level, int[] links)
    {
        var node = _rows.Count;
        _rows.Append(row);
        if (node == _ids.Length)
        {
            var larger = Math.Max(64, checked(node + node / 2));
            Array.Resize(ref _ids, larger);
            Array.Resize(ref _isRemoved, larger);
            Array.Resize(ref _links, larger);
        }

        _ids[node] = id;
        _isRemoved[node] = false;
        _links[node] = links;
        if (level <= _top)
            return;
        _entry = node;
        _top = level;
    }

    private void FindLinks(HnswBatch batch, int index)
    {
        var query = batch.Rows.Row(index);
        var level = batch.Level(index);
        var workspace = Rent();
        var key = 0f;
        var entry = _entry < 0 ? -1 : Descend(query, _top, level, out key);
        for (var layer = level; layer >= 0; layer--)
        {
            var found = new TopK<float>(efConstruction);
            var isKnown = layer <= _top;
            if (isKnown)
                Walk(query, entry, key, layer, filter: null, found, workspace);
            for (var other = 0; other < index; other++)
            {
                if (batch.Level(other) >= layer)
                    found.Offer(RowKernels.Key(query, batch.Rows.Row(other), dimension, isL2), batch.First + other);
            }

            // Where only removed nodes are near, the way to them is better than none.
            if (isKnown && found.Count == 0)
                found.Offer(key, entry);
            found.Sort();
            Select(batch, found, batch.Links(index).AsSpan(Offset(layer), 1 + Room(layer)));
            for (var i = 0; isKnown && i < found.Count; i++)
            {
                if (found.Id(i) >= batch.First)
                    continue;
                entry = (int)found.Id(i);
                key = found.Key(i);
                break;
            }
        }

        _workspaces.Add(workspace);
    }

    private void LinkBack(HnswBatch batch, int target)
    {
        var node = batch.Target(target, out var level);
        var links = LinksOf(node < batch.First ? _links[node] : batch.Links(node - batch.First), level);
        var update = batch.Update(target, Room(level));
        var sources = batch.SourceCount(target);
        if (links.Length + sources <= Room(level))
        {
            update[0] = links.Length + sources;
            links.CopyTo(update[1..]);
            for (var i = 0; i < sources; i++)
                update[1 + links.Length + i] = batch.Source(target, i);
            return;
        }

        var row = Row(batch, node);
        var all = new TopK<float>(links.Length + sources);
        foreach (var link in links)
            all.Offer(RowKernels.Key(row, Row(batch, link), dimension, isL2), link);
        for (var i = 0; i < sources; i++)
        {
            var source = batch.Source(target, i);
            all.Offer(RowKernels.Key(row, Row(batch, source), dimension, isL2), source);
        }

        all.Sort();
        Select(batch, all, update);
    }

    // The paper's heuristic: a candidate is taken where it is nearer to the node than to all that were taken, so that links lead in all
    // directions and not into one cluster only.
    private void Select(HnswBatch batch, TopK<float> candidates, Span<int> links)
    {
        var count = 0;
        for (var i = 0; i < candidates.Count && count < links.Length - 1; i++)
        {
            var candidate = (int)candidates.Id(i);
            var row = Row(batch, candidate);
            var isNear = true;
            foreach (var other in links.Slice(1, count))
            {
                if (RowKernels.Key(row, Row(batch, other), dimension, isL2) >= candidates.Key(i))
                    continue;
                isNear = false;
                break;
            }

            if (isNear)
                links[++count] = candidate;
        }

        links[0] = count;
    }

    private float* Row(HnswBatch batch, int node) => node < batch.First ? _rows.Row(node) : batch.Rows.Row(node - batch.First);

    private void ForEach(int count, Action<int> work)
    {
        if (count > 1 && Threads > 1)
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Threads }, work);
            return;
        }

        for (var i = 0; i < count; i++)
            work(i);
    }
}
