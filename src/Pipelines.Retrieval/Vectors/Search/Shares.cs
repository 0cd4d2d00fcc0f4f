namespace Pipelines.Retrieval;

/// <summary>Cuts what one search compares into a share a core; what each finds is merged, in any order to the same result.</summary>
internal static class Shares
{
    private const int Smallest = 64;

    /// <param name="blocks">How many blocks there are.</param>
    /// <param name="options">The cores.</param>
    /// <param name="best">Takes what is found for each query.</param>
    /// <param name="scan">Scans blocks: the first, the one after the last, what is best for each query.</param>
    public static void Run(int blocks, ParallelOptions options, TopK<float>[] best, Action<int, int, TopK<float>[]> scan)
    {
        var cores = options.MaxDegreeOfParallelism;
        var share = Math.Max(Smallest, (blocks + cores - 1) / cores);
        var shares = (blocks + share - 1) / share;
        if (shares == 1)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            scan(0, blocks, best);
            return;
        }

        var found = new TopK<float>[shares][];
        Parallel.For(0, shares, options, i =>
        {
            found[i] = Array.ConvertAll(best, top => new TopK<float>(top.Capacity));
            scan(i * share, Math.Min(blocks, (i + 1) * share), found[i]);
        });
        foreach (var part in found)
        {
            for (var i = 0; i < best.Length; i++)
                best[i].OfferAll(part[i]);
        }
    }
}
