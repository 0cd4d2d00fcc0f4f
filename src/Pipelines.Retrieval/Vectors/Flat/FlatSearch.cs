namespace Pipelines.Retrieval;

/// <summary>
/// The nearest rows of all rows. One or two queries are compared directly, each core with its share of the rows. More are multiplied with
/// the rows, tile by tile; what the products leave in question is compared directly, so that both ways find the same.
/// </summary>
internal static unsafe class FlatSearch
{
    private const int FewQueries = 2;
    private const int LargestBatch = 20 * BlockKernels.Queries;

    public static void Run(
        VectorBlocks blocks,
        float* queries,
        int count,
        bool isL2,
        TopK<float>[] best,
        Func<long, bool>? filter,
        CancellationToken cancellationToken)
    {
        var cores = Environment.ProcessorCount;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = cores };
        if (count <= FewQueries)
        {
            for (var i = 0; i < count; i++)
            {
                var query = queries + (nint)i * blocks.Dimension;
                Shares.Run(blocks.BlockCount, options, [best[i]], (start, end, mine) =>
                    BlockScan.Scan(blocks, start, end, query, isL2, filter, mine[0]));
            }

            return;
        }

        var allowed = filter is null ? null : Allowed(blocks, filter, options);
        var rounds = (count + cores * LargestBatch - 1) / (cores * LargestBatch);
        var batch = (count + cores * rounds - 1) / (cores * rounds);
        batch = (batch + BlockKernels.Queries - 1) / BlockKernels.Queries * BlockKernels.Queries;
        var batches = (count + batch - 1) / batch;
        if (batches >= cores)
        {
            Parallel.For(0, batches, options, i =>
            {
                var first = i * batch;
                var mine = best.AsSpan(first, Math.Min(batch, count - first)).ToArray();
                var query = queries + (nint)first * blocks.Dimension;
                using var scan = new ProductScan(blocks, query, isL2, mine, allowed);
                scan.Scan(0, blocks.BlockCount, cancellationToken);
            });
            return;
        }

        for (var i = 0; i < batches; i++)
        {
            var first = i * batch;
            var query = queries + (nint)first * blocks.Dimension;
            var mine = best.AsSpan(first, Math.Min(batch, count - first)).ToArray();
            Shares.Run(blocks.BlockCount, options, mine, (start, end, own) =>
            {
                using var scan = new ProductScan(blocks, query, isL2, own, allowed);
                scan.Scan(start, end, cancellationToken);
            });
        }
    }

    // Once a row for all queries.
    private static ushort[] Allowed(VectorBlocks blocks, Func<long, bool> filter, ParallelOptions options)
    {
        var allowed = new ushort[blocks.BlockCount];
        const int Step = 256;
        Parallel.For(0, (allowed.Length + Step - 1) / Step, options, part =>
        {
            var ids = blocks.Ids;
            for (var row = part * Step * BlockKernels.Rows; row < Math.Min(ids.Length, (part + 1) * Step * BlockKernels.Rows); row++)
            {
                if (filter(ids[row]))
                    allowed[row / BlockKernels.Rows] |= (ushort)(1 << row % BlockKernels.Rows);
            }
        });
        return allowed;
    }
}
