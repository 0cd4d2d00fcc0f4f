using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Tokenizers;

namespace Pipelines.Benchmarks.Tokenizing;

/// <summary>Our tokenizer in this process. Code is warm; each pass has a tokenizer of its own, so that its caches are empty.</summary>
internal sealed class OurContender(string tokenizerPath, string text)
{
    private readonly HuggingFaceTokenizerParts _parts = ((HuggingFaceTokenizer)Tokenizer.Load(tokenizerPath)).Parts;

    /// <summary>Bytes on the managed heap that a token costs in one pass, the tokenizer's own working memory included.</summary>
    public double AllocatedPerToken { get; private set; }

    public TokenizingRun Run(int passes)
    {
        var ids = new List<int>(text.Length);
        var seconds = new double[passes];
        for (var pass = 0; pass < passes; pass++)
        {
            var tokenizer = new HuggingFaceTokenizer(_parts);
            ids.Clear();
            GC.Collect();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            tokenizer.Encode(text, ids);
            seconds[pass] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            AllocatedPerToken = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)ids.Count;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(ids))));
        return new TokenizingRun(seconds, ids.Count, hash);
    }

    /// <summary>
    /// How many times as much two threads encode in the same time as one, both with one tokenizer. The best passes count: other work on the
    /// machine disturbs two threads more often than one.
    /// </summary>
    public double TwoThreads(int passes, int repeats)
    {
        var (one, two) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var pass = 0; pass < passes; pass++)
            (one, two) = (Math.Min(one, Seconds(1, repeats)), Math.Min(two, Seconds(2, repeats)));
        return 2 * one / two;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }

    private double Seconds(int threads, int repeats)
    {
        var tokenizer = new HuggingFaceTokenizer(_parts);
        using var ready = new Barrier(threads + 1);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var ids = new List<int>(text.Length);
            ready.SignalAndWait();
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                ids.Clear();
                tokenizer.Encode(text, ids);
            }
        }))];
        foreach (var worker in workers)
            worker.Start();
        GC.Collect();
        ready.SignalAndWait();
        var start = Stopwatch.GetTimestamp();
        foreach (var worker in workers)
            worker.Join();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
