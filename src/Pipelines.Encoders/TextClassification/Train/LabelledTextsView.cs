using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Labelled texts as rows to train on. Shuffled, they come in batches of like length, so that little is padding, and the batches in random
/// order.
/// </summary>
internal sealed class LabelledTextsView : TrainingRowsView
{
    private readonly LabelledTexts _store;
    private readonly int _batchSize;
    private readonly int[]? _order;

    /// <summary>Makes the view.</summary>
    /// <param name="store">The texts.</param>
    /// <param name="batchSize">Rows in a batch.</param>
    /// <param name="isSorted">Whether the rows are in the order of their lengths, where it does not matter, as in measuring.</param>
    public LabelledTextsView(LabelledTexts store, int batchSize, bool isSorted = false) : base(SchemaWith())
    {
        (_store, _batchSize) = (store, batchSize);
        if (!isSorted)
            return;
        _order = [.. Enumerable.Range(0, store.Count)];
        _order.AsSpan().Sort((a, b) => (store.Length(a), a).CompareTo((store.Length(b), b)));
    }

    public override int RowCount => _store.Count;

    public override long? GetRowCount() => _store.Count;

    public override void Read(int row, int pass, TrainingRow target) => _store.Read(_order is null ? row : _order[row], target);

    protected override int[] Shuffled(int seed) =>
        LengthBuckets.Order(_store.Count, row => _store.Length(_order is null ? row : _order[row]), _batchSize, seed);
}
