namespace Pipelines.Training;

/// <summary>Orders rows at random so that batches hold rows of like length and little is padding.</summary>
public static class LengthBuckets
{
    /// <summary>Batches among which rows are sorted by length.</summary>
    private const int Window = 32;

    /// <summary>The rows in an order that the seed decides: batches of like length, in random order; a short one stays last.</summary>
    /// <param name="count">How many rows there are.</param>
    /// <param name="length">The tokens of a row.</param>
    /// <param name="batchSize">Rows in a batch; with 1 there is nothing to sort.</param>
    /// <param name="seed">Decides the order.</param>
    public static int[] Order(int count, Func<int, int> length, int batchSize, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        var order = new int[count];
        var permutation = new IndexPermutation(count, seed);
        for (var i = 0; i < order.Length; i++)
            order[i] = (int)permutation[i];
        if (batchSize == 1)
            return order;
        var window = batchSize * Window;
        for (var start = 0; start < order.Length; start += window)
        {
            order.AsSpan(start, Math.Min(window, order.Length - start)).Sort((a, b) =>
                length(b) != length(a) ? length(b).CompareTo(length(a)) : a.CompareTo(b));
        }

        return ShuffledBatches(order, batchSize, seed);
    }

    private static int[] ShuffledBatches(int[] order, int batchSize, int seed)
    {
        var whole = order.Length / batchSize;
        var permutation = new IndexPermutation(Math.Max(1, whole), ~seed);
        var result = new int[order.Length];
        for (var batch = 0; batch < whole; batch++)
            order.AsSpan((int)permutation[batch] * batchSize, batchSize).CopyTo(result.AsSpan(batch * batchSize));
        order.AsSpan(whole * batchSize).CopyTo(result.AsSpan(whole * batchSize));
        return result;
    }
}
