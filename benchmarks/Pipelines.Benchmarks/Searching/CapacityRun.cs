using System.Diagnostics;
using Pipelines.Retrieval;

namespace Pipelines.Benchmarks.Searching;

/// <summary>One index filled, searched, saved, opened and searched again, with the memory that the process took at most.</summary>
internal static class CapacityRun
{
    private const int K = 10;
    private const int QueryCount = 200;
    private const int TrainingRows = 100_000;
    private const double Gibibyte = 1L << 30;

    public static int Run(string kind, int count, int dimension, double limit, TextWriter output)
    {
        var data = new CapacityData(dimension);
        var queries = new float[QueryCount * dimension];
        data.Fill(queries, seed: -1);
        var folder = Directory.CreateTempSubdirectory("capacity-");
        try
        {
            var path = Path.Combine(folder.FullName, "index");
            var (before, row) = BuildAndSave(kind, count, dimension, data, queries, path);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            VectorIndex? opened = null;
            var load = SearchTiming.Seconds(() => opened = VectorIndex.Load(path));
            var after = opened!.SearchBatch(queries, K);
            for (var i = 0; i < QueryCount; i++)
            {
                if (!before[i].AsSpan().SequenceEqual(after[i]))
                    throw new InvalidOperationException($"Query {i} finds something else in the index that was opened.");
            }

            var peak = PeakBytes() / Gibibyte;
            output.WriteLine($"{row} {new FileInfo(path).Length / Gibibyte:F2} GiB | {load:F2} s | {peak:F2} GiB |");
            return peak <= limit ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (VectorHit[][] Hits, string Row) BuildAndSave(
        string kind, int count, int dimension, CapacityData data, float[] queries, string path)
    {
        var index = Create(kind, count, dimension);
        var chunk = new float[CapacityData.ChunkRows * dimension];
        var building = 0d;
        if (!index.IsTrained)
            building += Train(index, count, data);
        var ids = new long[CapacityData.ChunkRows];
        for (var start = 0; start < count; start += CapacityData.ChunkRows)
        {
            var rows = Math.Min(CapacityData.ChunkRows, count - start);
            for (var i = 0; i < rows; i++)
                ids[i] = start + i;
            data.Fill(chunk.AsSpan(0, rows * dimension), start);
            building += SearchTiming.Seconds(() => index.Add(ids.AsMemory(0, rows), chunk.AsMemory(0, rows * dimension)));
        }

        var hits = index.SearchBatch(queries, K);
        var batch = SearchTiming.Seconds(() => hits = index.SearchBatch(queries, K)) / QueryCount;
        const int Singles = 50;
        var single = SearchTiming.Seconds(() =>
        {
            for (var i = 0; i < Singles; i++)
                index.Search(queries.AsSpan(i * dimension, dimension), K);
        }) / Singles;
        var save = SearchTiming.Seconds(() => index.Save(path));
        var recall = index.IsExact ? 1 : Recall(hits, count, dimension, data, queries, chunk);
        return (hits, $"| {kind} | {building:F0} s | {1000 * batch:F2} ms | {1000 * single:F2} ms | {recall:F4} | {save:F1} s |");
    }

    private static VectorIndex Create(string kind, int count, int dimension) => kind switch
    {
        "flat" => new FlatIndex(dimension),
        "sq" => new ScalarQuantizedIndex(dimension),
        "ivf" => new IvfFlatIndex(dimension, (int)Math.Sqrt(count)) { ProbeCount = 16 },
        "ivfpq" => new IvfPqIndex(dimension, (int)Math.Sqrt(count), dimension / 4) { ProbeCount = 16 },
        _ => new HnswIndex(dimension),
    };

    private static double Train(VectorIndex index, int count, CapacityData data)
    {
        var sample = new float[Math.Min(count, TrainingRows) * index.Dimension];
        data.Fill(sample, seed: -2);
        return SearchTiming.Seconds(() => index.Train(sample));
    }

    // Exact neighbours chunk by chunk.
    private static double Recall(VectorHit[][] hits, int count, int dimension, CapacityData data, float[] queries, float[] chunk)
    {
        var exact = Array.ConvertAll(hits, _ => new List<VectorHit>());
        for (var start = 0; start < count; start += CapacityData.ChunkRows)
        {
            var rows = Math.Min(CapacityData.ChunkRows, count - start);
            data.Fill(chunk.AsSpan(0, rows * dimension), start);
            var part = new FlatIndex(dimension);
            part.Add(Enumerable.Range(start, rows).Select(i => (long)i).ToArray(), chunk.AsMemory(0, rows * dimension));
            var found = part.SearchBatch(queries, K);
            for (var i = 0; i < exact.Length; i++)
                exact[i] = [.. exact[i].Concat(found[i]).OrderBy(hit => hit.Score).Take(K)];
        }

        return exact.Zip(hits, (wanted, found) => wanted.Count(hit => found.Any(other => other.Id == hit.Id))).Sum() / (double)(K * hits.Length);
    }

    private static long PeakBytes()
    {
        const string Label = "VmHWM:";
        foreach (var line in OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status") : [])
        {
            if (line.StartsWith(Label, StringComparison.Ordinal))
                return 1024 * long.Parse(line[Label.Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
