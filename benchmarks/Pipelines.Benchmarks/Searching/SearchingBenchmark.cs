using Pipelines.Retrieval;

namespace Pipelines.Benchmarks.Searching;

/// <summary>Vector indexes beside FAISS: queries a second in turn, medians, with the neighbours compared.</summary>
internal sealed class SearchingBenchmark(SearchData data, string python, int rounds, int parts, TextWriter output)
{
    private const int K = 10;
    private const int Singles = 100;

    // A score that FAISS computes from products is off by some of its last bits: neighbours this near count as equal.
    private const float Tie = 1e-4f;

    private VectorHit[][] _exact = [];

    public void Run(IReadOnlyCollection<string> indexes)
    {
        output.WriteLine($"{data.Count:N0} vectors of {data.Dimension}, {data.QueryCount:N0} queries, k {K}, {Environment.ProcessorCount} threads");
        output.WriteLine("| index | ours | FAISS | ratio | recall@10 | FAISS's |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|");
        var flat = new FlatIndex(data.Dimension);
        SearchTiming.Fill(flat, data);
        _exact = flat.SearchBatch(data.Queries, K);
        if (indexes.Contains("flat"))
            Flat(flat);
        if (indexes.All(i => i == "flat"))
            return;
        using var faiss = Start(FaissSettings.Usual);
        if (indexes.Contains("hnsw"))
            Hnsw(faiss);
        if (indexes.Contains("ivfpq"))
            IvfPq(faiss);
        if (indexes.Contains("ivf"))
            IvfFlat(faiss);
        if (indexes.Contains("sq"))
            ScalarQuantized(faiss);
    }

    private void Flat(FlatIndex index)
    {
        var others = FaissSettings.All.Where(s => s.Folder is null || Directory.Exists(s.Folder)).ToArray();
        var processes = Array.ConvertAll(others, Start);
        try
        {
            var ours = new double[rounds];
            var theirs = Array.ConvertAll(processes, _ => new double[rounds]);
            foreach (var faiss in processes)
                faiss.Ask(new { index = "flat" });
            for (var round = -1; round < rounds; round++)
            {
                var mine = Batch(index);
                for (var i = 0; i < processes.Length; i++)
                {
                    var seconds = processes[i].Ask(new { k = K, labels = data.LabelsFile });
                    if (round >= 0)
                        theirs[i][round] = data.QueryCount / seconds;
                }

                if (round >= 0)
                    ours[round] = data.QueryCount / mine;
            }

            // What FAISS wrote last; all of its builds find the same but for rounding.
            output.WriteLine($"neighbours that are not FAISS's, ties aside: {Differences(index, data.ReadLabels())}");
            for (var i = 0; i < processes.Length; i++)
                SearchTiming.Row(output, $"flat, in one batch; FAISS {others[i].Name}", ours, theirs[i]);
            Compare("flat, one by one", () => One(index), () => processes[0].Ask(new { k = K, single = Singles }), Singles, null, null);
        }
        finally
        {
            foreach (var faiss in processes)
                faiss.Dispose();
        }
    }

    private void Hnsw(FaissProcess faiss)
    {
        const int Links = 32, Construction = 100, Largest = 256;
        var index = new HnswIndex(data.Dimension, linkCount: Links, efConstruction: Construction);
        var ours = SearchTiming.Seconds(() => SearchTiming.Fill(index, data));
        var theirs = faiss.Ask(new { index = "hnsw", links = Links, construction = Construction });
        SearchTiming.Row(output, $"HNSW, {Links} links, vectors a second while building", [data.Count / ours], [data.Count / theirs]);
        double Mine(int ef)
        {
            index.EfSearch = ef;
            return Recall(index);
        }

        double Other(int ef)
        {
            faiss.Ask(new { k = K, ef, labels = data.LabelsFile });
            return Recall(data.ReadLabels());
        }

        foreach (var ef in new[] { 16, 32, 64 })
            output.WriteLine($"recall@{K} at efSearch {ef}: {Mine(ef):F4}, FAISS {Other(ef):F4}");
        foreach (var target in new[] { 0.95, 0.99 })
        {
            var (mine, other) = (Least(target, K, Largest, Mine), Least(target, K, Largest, Other));
            var (recall, otherRecall) = (Mine(mine), Other(other));
            Compare(
                $"HNSW, efSearch {mine} and {other}", () => Batch(index), () => faiss.Ask(new { k = K, ef = other }), data.QueryCount, recall,
                otherRecall);
        }
    }

    private void IvfPq(FaissProcess faiss)
    {
        const int Lists = 256;
        var index = new IvfPqIndex(data.Dimension, Lists, parts);
        Train(index, new { index = "ivfpq", lists = Lists, parts }, faiss, $"IVF-PQ, {parts} bytes");
        Probe(index, faiss, $"IVF-PQ, {Lists} lists, {parts} bytes", [8, 32]);
    }

    private void IvfFlat(FaissProcess faiss)
    {
        const int Lists = 256;
        var index = new IvfFlatIndex(data.Dimension, Lists);
        Train(index, new { index = "ivf", lists = Lists }, faiss, "IVF-Flat");
        Probe(index, faiss, $"IVF-Flat, {Lists} lists", [4, 16]);
    }

    private void ScalarQuantized(FaissProcess faiss)
    {
        var index = new ScalarQuantizedIndex(data.Dimension);
        Train(index, new { index = "sq" }, faiss, "scalar-quantized");
        faiss.Ask(new { k = K, labels = data.LabelsFile });
        var other = Recall(data.ReadLabels());
        Compare("scalar-quantized, 8 bits", () => Batch(index), () => faiss.Ask(new { k = K }), data.QueryCount, Recall(index), other);
    }

    private void Train(VectorIndex index, object request, FaissProcess faiss, string name)
    {
        var ours = SearchTiming.Seconds(() =>
        {
            index.Train(data.Vectors);
            SearchTiming.Fill(index, data);
        });
        SearchTiming.Row(output, $"{name}, vectors a second trained and added", [data.Count / ours], [data.Count / faiss.Ask(request)]);
    }

    private void Probe(IvfIndex index, FaissProcess faiss, string name, int[] probeCounts)
    {
        foreach (var probes in probeCounts)
        {
            index.ProbeCount = probes;
            faiss.Ask(new { k = K, probes, labels = data.LabelsFile });
            var other = Recall(data.ReadLabels());
            Compare(
                $"{name}, {probes} probes", () => Batch(index), () => faiss.Ask(new { k = K, probes }), data.QueryCount, Recall(index), other);
        }
    }

    private FaissProcess Start(FaissSettings settings)
    {
        var faiss = new FaissProcess(python, data, Environment.ProcessorCount, settings);
        output.WriteLine($"FAISS {settings.Name}: {faiss.Description}");
        return faiss;
    }

    private void Compare(string name, Func<double> ours, Func<double> theirs, int queries, double? recall, double? theirRecall)
    {
        var (mine, other) = (new double[rounds], new double[rounds]);
        ours();
        theirs();
        for (var round = 0; round < rounds; round++)
        {
            mine[round] = queries / ours();
            other[round] = queries / theirs();
        }

        SearchTiming.Row(output, name, mine, other, recall, theirRecall);
    }

    // Recall grows with the candidates that are kept, but for noise that the comparison below the table shows.
    private static int Least(double target, int low, int high, Func<int, double> recall)
    {
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (recall(middle) >= target)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private double Batch(VectorIndex index) => SearchTiming.Seconds(() => index.SearchBatch(data.Queries, K));

    private double One(VectorIndex index) => SearchTiming.Seconds(() =>
    {
        for (var i = 0; i < Singles; i++)
            index.Search(data.Queries.AsSpan(i * data.Dimension, data.Dimension), K);
    });

    private int Differences(VectorIndex index, long[] labels)
    {
        var differences = 0;
        var vector = new float[data.Dimension];
        for (var query = 0; query < data.QueryCount; query++)
        {
            for (var i = 0; i < K; i++)
            {
                var (exact, label) = (_exact[query][i], labels[query * K + i]);
                if (exact.Id == label)
                    continue;
                index.TryReconstruct(label, vector);
                var distance = 0d;
                for (var j = 0; j < vector.Length; j++)
                    distance += Math.Pow(vector[j] - data.Queries[query * data.Dimension + j], 2);
                differences += Math.Abs(distance - exact.Score) <= Tie * exact.Score ? 0 : 1;
            }
        }

        return differences;
    }

    private double Recall(VectorIndex index)
    {
        var found = index.SearchBatch(data.Queries, K);
        return Recall([.. found.SelectMany(hits => hits.Select(hit => hit.Id).Concat(Enumerable.Repeat(-1L, K - hits.Length)))]);
    }

    private double Recall(long[] found)
    {
        var common = 0;
        for (var query = 0; query < data.QueryCount; query++)
        {
            foreach (var id in found.AsSpan(query * K, K))
                common += _exact[query].Any(hit => hit.Id == id) ? 1 : 0;
        }

        return (double)common / found.Length;
    }
}
