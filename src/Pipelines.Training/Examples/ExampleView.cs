namespace Pipelines.Training;

/// <summary>
/// Examples as rows to train on: <see cref="ColumnNames.InputIds"/>, <see cref="ColumnNames.Labels"/> and, where several examples share a
/// row, <see cref="ColumnNames.Segments"/>.
/// </summary>
/// <remarks>
/// Rows of one example have its length; a batch pads them to its longest. Shuffled, they come in batches of like length, so that little is
/// padding, and the batches in random order. Packed rows hold examples one behind the other up to the block size, each a segment of its
/// own.
/// </remarks>
public sealed class ExampleView : IDataView
{
    private readonly ExampleStore _store;
    private readonly int _batchSize;
    private readonly int[] _firsts;

    private ExampleView(ExampleStore store, int batchSize, int[] firsts, bool packed)
    {
        _store = store;
        _batchSize = batchSize;
        _firsts = firsts;
        IsPacked = packed;
        var vector = new VectorDataViewType(NumberDataViewType.Int32);
        var schema = new DataViewSchema.Builder().AddColumn(ColumnNames.InputIds, vector).AddColumn(ColumnNames.Labels, vector);
        Schema = (packed ? schema.AddColumn(ColumnNames.Segments, vector) : schema).ToSchema();
    }

    /// <inheritdoc/>
    public bool CanShuffle => true;

    /// <inheritdoc/>
    public DataViewSchema Schema { get; }

    /// <summary>Whether rows hold several examples.</summary>
    public bool IsPacked { get; }

    /// <summary>A row for each example.</summary>
    /// <param name="store">The examples; it must outlive the view.</param>
    /// <param name="batchSize">Rows in a batch, for batches of like length.</param>
    public static ExampleView OneARow(ExampleStore store, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new ExampleView(store, Math.Max(1, batchSize), [.. Enumerable.Range(0, store.Count + 1)], packed: false);
    }

    /// <summary>Rows of as many neighbouring examples as fit.</summary>
    /// <param name="store">The examples; it must outlive the view.</param>
    /// <param name="blockSize">Tokens in a row at most; no example may be longer.</param>
    public static ExampleView Packed(ExampleStore store, int blockSize)
    {
        ArgumentNullException.ThrowIfNull(store);
        var firsts = new List<int> { 0 };
        var filled = 0;
        for (var i = 0; i < store.Count; i++)
        {
            if (filled > 0 && filled + store.Length(i) > blockSize)
            {
                firsts.Add(i);
                filled = 0;
            }

            filled += store.Length(i);
        }

        if (store.Count > 0)
            firsts.Add(store.Count);
        return new ExampleView(store, 1, [.. firsts], packed: true);
    }

    /// <inheritdoc/>
    public long? GetRowCount() => RowCount;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        new ExampleCursor(this, columnsNeeded, Order(shuffleSeed), 0, RowCount);

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var columns = columnsNeeded.ToArray();
        var order = Order(shuffleSeed);
        var parts = Math.Clamp(RowCount, 1, count);
        return
        [
            .. Enumerable.Range(0, parts).Select(i => new ExampleCursor(
                this, columns, order, (int)((long)RowCount * i / parts), (int)((long)RowCount * (i + 1) / parts))),
        ];
    }

    internal int RowCount => _firsts.Length - 1;

    internal int Length(int row)
    {
        var length = 0;
        for (var example = _firsts[row]; example < _firsts[row + 1]; example++)
            length += _store.Length(example);
        return length;
    }

    internal void ReadInputIds(int row, Span<int> inputIds)
    {
        for (var example = _firsts[row]; example < _firsts[row + 1]; example++)
        {
            var length = _store.Length(example);
            _store.Read(example, inputIds[..length], default);
            inputIds = inputIds[length..];
        }
    }

    internal void ReadLabels(int row, Span<int> labels)
    {
        for (var example = _firsts[row]; example < _firsts[row + 1]; example++)
        {
            var length = _store.Length(example);
            _store.Read(example, default, labels[..length]);
            labels = labels[length..];
        }
    }

    internal void ReadSegments(int row, Span<int> segments)
    {
        for (var example = _firsts[row]; example < _firsts[row + 1]; example++)
        {
            var length = _store.Length(example);
            segments[..length].Fill(example - _firsts[row] + 1);
            segments = segments[length..];
        }
    }

    // The rows in the order they are read in.
    private int[] Order(int? shuffleSeed)
    {
        if (shuffleSeed is { } seed)
            return LengthBuckets.Order(RowCount, Length, IsPacked ? 1 : _batchSize, seed);
        return Enumerable.Range(0, RowCount).ToArray();
    }
}
