namespace Pipelines.Encoders;

/// <summary>
/// Sources with their targets as rows to train on. Shuffled, they come in batches of like length, so that little is padding, and the
/// batches in random order.
/// </summary>
internal sealed class PairView(PairStore store, int batchSize) : TrainingRowsView(SchemaWith())
{
    /// <summary>Batches among which rows are sorted by length.</summary>
    private const int BucketBatches = 32;

    public override int RowCount => store.Count;

    public override long? GetRowCount() => store.Count;

    public override void Read(int row, int pass, TrainingRow target)
    {
        var source = store.SourceLength(row);
        target.Reset(store.Length(row));
        store.Read(row, target.InputIds);
        target.Segments[source..].Fill(T5Training.TargetSegment);
        target.InputIds[source..].CopyTo(target.Labels[source..]);
    }

    // The last batch, which may be short, stays last.
    protected override int[] Shuffled(int seed)
    {
        var order = Permutation(store.Count, seed);
        if (batchSize == 1)
            return order;
        var bucket = (int)Math.Min(int.MaxValue, (long)batchSize * BucketBatches);
        for (var start = 0; start < order.Length; start += bucket)
        {
            Array.Sort(order, start, Math.Min(bucket, order.Length - start), Comparer<int>.Create(
                (a, b) => (store.Length(a), a).CompareTo((store.Length(b), b))));
        }

        var whole = order.Length / batchSize;
        var batches = Permutation(whole, ~seed);
        var result = (int[])order.Clone();
        for (var batch = 0; batch < whole; batch++)
            order.AsSpan(batches[batch] * batchSize, batchSize).CopyTo(result.AsSpan(batch * batchSize));
        return result;
    }
}
