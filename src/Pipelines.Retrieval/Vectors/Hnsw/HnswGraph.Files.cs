namespace Pipelines.Retrieval;

/// <summary>How a graph is written and read.</summary>
internal sealed unsafe partial class HnswGraph
{
    public void Write(VectorFileWriter writer)
    {
        writer.Parameters["nodes"] = Count;
        writer.Parameters["entry"] = _entry;
        var sizes = new int[Count];
        var total = 0L;
        for (var i = 0; i < Count; i++)
        {
            sizes[i] = _links[i].Length;
            total += sizes[i];
        }

        writer.Parameters["links"] = total;
        writer.Section("rows", _rows.Write);
        writer.Section("ids", section => section.WriteValues<long>(_ids.AsSpan(0, Count)));
        writer.Section("removed", section => section.WriteValues<bool>(_isRemoved.AsSpan(0, Count)));
        writer.Section<int>("sizes", sizes);
        writer.Section("graph", section =>
        {
            for (var i = 0; i < Count; i++)
                section.WriteValues<int>(_links[i]);
        });
    }

    public void Read(VectorFileReader reader)
    {
        var count = reader.Parameter("nodes");
        var rows = reader.Pointer<float>("rows", (long)count * RowStore.FileStride(dimension));
        _rows = RowStore.Map(dimension, count, rows, reader.Owner);
        _ids = reader.Values<long>("ids", count);
        _isRemoved = Array.ConvertAll(reader.Values<byte>("removed", count), flag => flag != 0);
        RemovedCount = _isRemoved.AsSpan().Count(true);
        _entry = reader.Parameter("entry", -1, count - 1);
        if (_entry < 0 && count > 0)
            throw reader.Error("the graph has no entry.");
        var sizes = reader.Values<int>("sizes", count);
        var total = reader.Header.Parameters.GetValueOrDefault("links");
        if (total < 0)
            throw reader.Error("the graph's size is negative.");
        var graph = reader.Pointer<int>("graph", total);
        _links = new int[count][];
        for (var i = 0; i < count; i++)
        {
            var level = (sizes[i] - 1 - GroundLinks) / (1 + linkCount);
            if (level is < 0 or > LargestLevel || sizes[i] != Offset(level + 1) || sizes[i] > total)
                throw reader.Error($"node {i} has links of a wrong size.");
            _links[i] = new ReadOnlySpan<int>(graph, sizes[i]).ToArray();
            graph += sizes[i];
            total -= sizes[i];
            _top = Math.Max(_top, level);
        }

        for (var i = 0; i < count; i++)
            CheckLinks(reader, i);
        if (total != 0 || _entry >= 0 && Level(_entry) != _top)
            throw reader.Error("the graph is not whole.");
    }

    private void CheckLinks(VectorFileReader reader, int node)
    {
        for (var level = 0; level <= Level(node); level++)
        {
            if (_links[node][Offset(level)] < 0 || _links[node][Offset(level)] > Room(level))
                throw reader.Error($"node {node} has too many links.");
            foreach (var link in Links(node, level))
            {
                if (link < 0 || link >= Count || Level(link) < level)
                    throw reader.Error($"node {node} is linked to what is not there.");
            }
        }
    }
}
