using System.Diagnostics;
using Pipelines.Retrieval;

namespace Pipelines.Benchmarks.Searching;

/// <summary>Vector indexes beside FAISS: queries a second in turn, medians, with the neighbours compared.</summary>
internal sealed class SearchingBenchmark(SearchData data, FaissProcess faiss, int rounds, TextWriter output)
{
    private const int K = 10;
    private const int Singles = 200;
    private static readonly int[] Efforts = [16, 24, 32, 48, 64, 96, 128, 192, 256];

    private long[] _exact = [];

    public static int Run(int count, int queryCount, int dimension, int rounds, string python, string? core, TextWriter output)
    {
        using var data = new SearchData(count, queryCount, dimension);
        using var faiss = new FaissProcess(python, data, Environment.ProcessorCount, core);
        output.WriteLine($"{count:N0} vectors of {dimension}, {queryCount:N0} queries, k {K}; {faiss.Description}");
        output.WriteLine("| index | ours, queries/s | FAISS | ratio | recall@10 | FAISS's |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|");
        var benchmark = new SearchingBenchmark(data, faiss, rounds, output);
        benchmark.Flat();
        benchmark.Hnsw();
        benchmark.IvfPq();
        return 0;
    }

    private void Flat()
    {
        var index = new FlatIndex(data.Dimension);
        Fill(index);
        faiss.Ask(new { index = "flat" });
        faiss.Ask(new { k = K, labels = data.LabelsFile });
        _exact = Ids(index.SearchBatch(data.Queries, K));
        Row("flat, in one batch", Batch(index), () => faiss.Ask(new { k = K }), data.QueryCount, Recall(_exact), Recall(data.ReadLabels()));
        Row("flat, one by one", () => One(index), () => faiss.Ask(new { k = K, single = Singles }), Singles, null, null);
    }

    private void Hnsw()
    {
        var index = new HnswIndex(data.Dimension, linkCount: 32, efConstruction: 100);
        var ours = Seconds(() => Fill(index));
        var theirs = faiss.Ask(new { index = "hnsw", links = 32, construction = 100 });
        output.WriteLine($"| hnsw, 32 links, build | {data.Count / ours:N0} | {data.Count / theirs:N0} | {theirs / ours:F2}× | | |");
        foreach (var target in new[] { 0.95, 0.99 })
        {
            var (effort, recall) = Least(target, ef =>
            {
                index.EfSearch = ef;
                return Recall(Ids(index.SearchBatch(data.Queries, K)));
            });
            var (theirEffort, theirRecall) = Least(target, ef =>
            {
                faiss.Ask(new { k = K, ef, labels = data.LabelsFile });
                return Recall(data.ReadLabels());
            });
            index.EfSearch = effort;
            Row(
                $"hnsw, recall ≥ {target:F2} (efSearch {effort}, {theirEffort})", Batch(index), () => faiss.Ask(new { k = K, ef = theirEffort }),
                data.QueryCount, recall, theirRecall);
        }
    }

    private void IvfPq()
    {
        const int Lists = 256, Parts = 48, Probes = 16;
        var index = new IvfPqIndex(data.Dimension, Lists, Parts);
        index.Train(data.Vectors);
        Fill(index);
        index.ProbeCount = Probes;
        faiss.Ask(new { index = "ivfpq", lists = Lists, parts = Parts });
        faiss.Ask(new { k = K, probes = Probes, labels = data.LabelsFile });
        Row(
            $"ivf-pq, {Lists} lists, {Parts} bytes, {Probes} probes", Batch(index), () => faiss.Ask(new { k = K, probes = Probes }), data.QueryCount,
            Recall(Ids(index.SearchBatch(data.Queries, K))), Recall(data.ReadLabels()));
    }

    private static (int Effort, double Recall) Least(double target, Func<int, double> measure)
    {
        var last = (Effort: 0, Recall: 0.0);
        foreach (var effort in Efforts)
        {
            last = (effort, measure(effort));
            if (last.Recall >= target)
                break;
        }

        return last;
    }

    private void Fill(VectorIndex index) => index.Add(Enumerable.Range(0, data.Count).Select(i => (long)i).ToArray(), data.Vectors);

    private Func<double> Batch(VectorIndex index) => () => Seconds(() => index.SearchBatch(data.Queries, K));

    private double One(VectorIndex index) => Seconds(() =>
    {
        for (var i = 0; i < Singles; i++)
            index.Search(data.Queries.AsSpan(i * data.Dimension, data.Dimension), K);
    });

    private void Row(string name, Func<double> ours, Func<double> theirs, int queries, double? recall, double? theirRecall)
    {
        var (mine, other, ratio) = (new double[rounds], new double[rounds], new double[rounds]);
        ours();
        theirs();
        for (var round = 0; round < rounds; round++)
        {
            mine[round] = queries / ours();
            other[round] = queries / theirs();
            ratio[round] = mine[round] / other[round];
        }

        output.WriteLine(
            $"| {name} | {Median(mine):N0} | {Median(other):N0} | {Median(ratio):F2}× | {recall:F4} | {theirRecall:F4} |");
    }

    private double Recall(long[] found)
    {
        var hits = 0;
        for (var query = 0; query < data.QueryCount; query++)
        {
            var exact = _exact.AsSpan(query * K, K);
            foreach (var id in found.AsSpan(query * K, K))
                hits += exact.Contains(id) ? 1 : 0;
        }

        return (double)hits / found.Length;
    }

    private static long[] Ids(VectorHit[][] hits) => [.. hits.SelectMany(h => h.Select(x => x.Id).Concat(Enumerable.Repeat(-1L, K - h.Length)))];

    private static double Seconds(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[values.Length / 2 - 1] + values[values.Length / 2]) / 2;
    }
}
