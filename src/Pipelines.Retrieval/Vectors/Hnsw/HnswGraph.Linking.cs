namespace Pipelines.Retrieval;

/// <summary>How a new node is linked.</summary>
internal sealed unsafe partial class HnswGraph
{
    private void Link(int node, int level)
    {
        var query = _rows.Row(node);
        var workspace = Rent();
        var entry = Descend(query, _top, level, out var key);
        for (var layer = Math.Min(level, _top); layer >= 0; layer--)
        {
            var found = new TopK<float>(efConstruction);
            Walk(query, entry, key, layer, filter: null, found, workspace);
            var candidates = found.ToHits(negate: false);

            // Where only removed nodes are near, the way to them is better than none.
            if (candidates.Length == 0)
                candidates = [new(entry, key)];
            SetLinks(node, layer, Select(candidates, Room(layer)));
            foreach (var neighbour in Links(node, layer))
                LinkBack(neighbour, node, layer);
            entry = (int)candidates[0].Id;
            key = candidates[0].Score;
        }

        _workspaces.Add(workspace);
    }

    private void LinkBack(int node, int other, int level)
    {
        var links = Links(node, level);
        var offset = Offset(level);
        if (links.Length < Room(level))
        {
            _links[node][offset + 1 + links.Length] = other;
            _links[node][offset]++;
            return;
        }

        var row = _rows.Row(node);
        var all = new TopK<float>(links.Length + 1);
        all.Offer(Key(row, other), other);
        foreach (var link in links)
            all.Offer(Key(row, link), link);
        SetLinks(node, level, Select(all.ToHits(negate: false), Room(level)));
    }

    // The paper's heuristic: a candidate is taken where it is nearer to the node than to all that were taken, so that links lead in all
    // directions and not into one cluster only.
    private List<int> Select(VectorHit[] candidates, int room)
    {
        var taken = new List<int>(room);
        foreach (var candidate in candidates)
        {
            var row = _rows.Row((int)candidate.Id);
            var isNear = true;
            foreach (var other in taken)
            {
                if (Key(row, other) >= candidate.Score)
                    continue;
                isNear = false;
                break;
            }

            if (!isNear)
                continue;
            taken.Add((int)candidate.Id);
            if (taken.Count == room)
                break;
        }

        return taken;
    }

    private void SetLinks(int node, int level, List<int> links)
    {
        var offset = Offset(level);
        _links[node][offset] = links.Count;
        links.CopyTo(_links[node], offset + 1);
    }
}
