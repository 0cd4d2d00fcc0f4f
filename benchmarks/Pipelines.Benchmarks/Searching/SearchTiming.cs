using System.Diagnostics;
using Pipelines.Retrieval;

namespace Pipelines.Benchmarks.Searching;

/// <summary>What is timed, and a row of the table.</summary>
internal static class SearchTiming
{
    public static double Seconds(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static void Fill(VectorIndex index, SearchData data)
    {
        var ids = new long[data.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = i;
        index.Add(ids, data.Vectors);
    }

    /// <summary>Medians of both and of their ratio round by round.</summary>
    public static void Row(
        TextWriter output, string name, double[] ours, double[] theirs, double? recall = null, double? theirRecall = null)
    {
        var ratios = ours.Zip(theirs, (mine, other) => mine / other).ToArray();
        output.WriteLine(
            $"| {name} | {Median(ours):N0} | {Median(theirs):N0} | {Median(ratios):F2}× | {recall:F4} | {theirRecall:F4} |");
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
