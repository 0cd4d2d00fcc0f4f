using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Stored rows to train on. Shuffled, they come in batches of like length, so that little is padding, and the batches in random order.
/// </summary>
internal abstract class LengthSortedView : TrainingRowsView
{
    private readonly int _count;
    private readonly Func<int, int> _length;
    private readonly int _batchSize;
    private readonly int[]? _order;

    /// <summary>Makes the view.</summary>
    /// <param name="count">Stored rows.</param>
    /// <param name="length">Gives a stored row's length in tokens.</param>
    /// <param name="batchSize">Rows in a batch.</param>
    /// <param name="isSorted">Whether the rows are in the order of their lengths, where it does not matter, as in measuring.</param>
    protected LengthSortedView(int count, Func<int, int> length, int batchSize, bool isSorted) : base(SchemaWith())
    {
        (_count, _length, _batchSize) = (count, length, batchSize);
        if (!isSorted)
            return;
        _order = [.. Enumerable.Range(0, count)];
        _order.AsSpan().Sort((a, b) => (length(a), a).CompareTo((length(b), b)));
    }

    public override int RowCount => _count;

    public override long? GetRowCount() => _count;

    public override void Read(int row, int pass, TrainingRow target) => Read(Stored(row), target);

    /// <summary>Reads a stored row.</summary>
    protected abstract void Read(int stored, TrainingRow target);

    protected override int[] Shuffled(int seed) => LengthBuckets.Order(_count, row => _length(Stored(row)), _batchSize, seed);

    private int Stored(int row) => _order is null ? row : _order[row];
}
