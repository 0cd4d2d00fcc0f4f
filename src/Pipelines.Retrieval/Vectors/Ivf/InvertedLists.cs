namespace Pipelines.Retrieval;

/// <summary>Files and walks over the lists of an inverted file, whatever their rows hold.</summary>
internal static unsafe class InvertedLists
{
    public static long Place(int list, int row) => (long)list << 32 | (uint)row;

    public static int List(long place) => (int)(place >> 32);

    public static int Row(long place) => (int)place;

    public static void Write<T>(VectorFileWriter writer, IReadOnlyList<Blocks<T>> lists) where T : unmanaged
    {
        var counts = new int[lists.Count];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = lists[i].Count;
        writer.Section<int>("counts", counts);
        writer.Section("ids", section =>
        {
            foreach (var list in lists)
                section.WriteValues(list.Ids);
        });
        writer.Section("rows", section =>
        {
            foreach (var list in lists)
                list.Write(section);
        });
    }

    /// <param name="reader">The file.</param>
    /// <param name="lists">How many lists.</param>
    /// <param name="width">Elements a row.</param>
    /// <param name="enter">Takes each list: its number, ids and blocks.</param>
    public static void Read<T>(VectorFileReader reader, int lists, int width, Action<int, long[], nint> enter) where T : unmanaged
    {
        var counts = reader.Values<int>("counts", lists);
        long total = 0, elements = 0;
        foreach (var count in counts)
        {
            if (count < 0)
                throw reader.Error("a list has a negative length.");
            total += count;
            elements += Blocks<T>.FileLength(count, width);
        }

        var ids = reader.Pointer<long>("ids", total);
        var rows = reader.Pointer<T>("rows", elements);
        for (var list = 0; list < lists; list++)
        {
            enter(list, new ReadOnlySpan<long>(ids, counts[list]).ToArray(), (nint)rows);
            ids += counts[list];
            rows += Blocks<T>.FileLength(counts[list], width);
        }
    }

    /// <summary>
    /// Scans the lists of each query: a query a core, or where queries are few the lists of one query on all cores.
    /// </summary>
    /// <param name="probes">The lists of each query.</param>
    /// <param name="best">Takes what is found for each query.</param>
    /// <param name="scan">Scans some lists for a query: the query, its first list, the list after its last, what is best.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static void Search(VectorHit[][] probes, TopK<float>[] best, Action<int, int, int, TopK<float>> scan, CancellationToken cancellationToken)
    {
        const int SmallestShare = 4;
        var cores = Environment.ProcessorCount;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = cores };
        if (best.Length >= cores)
        {
            Parallel.For(0, best.Length, options, query => scan(query, 0, probes[query].Length, best[query]));
            return;
        }

        for (var i = 0; i < best.Length; i++)
        {
            var query = i;
            var lists = probes[query].Length;
            var share = Math.Max(SmallestShare, (lists + cores - 1) / cores);
            var shares = (lists + share - 1) / share;
            var found = new TopK<float>[shares];
            Parallel.For(0, shares, options, part =>
            {
                found[part] = new TopK<float>(best[query].Capacity);
                scan(query, part * share, Math.Min(lists, (part + 1) * share), found[part]);
            });
            foreach (var part in found)
                best[query].OfferAll(part);
        }
    }
}
