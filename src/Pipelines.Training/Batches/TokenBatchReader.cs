namespace Pipelines.Training;

/// <summary>
/// Reads batches from columns of token ids and labels. Rows come pass by pass, each pass in its own shuffled order where asked, and a batch
/// may reach from one pass into the next, so that every batch has the same number of rows.
/// </summary>
public sealed class TokenBatchReader : IDisposable
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column _inputColumn;
    private readonly DataViewSchema.Column _labelColumn;
    private readonly DataViewSchema.Column? _segmentColumn;
    private readonly DataViewSchema.Column? _valueColumn;
    private readonly int _batchSize;
    private readonly int? _shuffleSeed;
    private readonly VBuffer<int>[] _inputs;
    private readonly VBuffer<int>[] _labels;
    private readonly VBuffer<int>[] _segments;
    private readonly VBuffer<double>[] _values;
    private DataViewRowCursor? _cursor;
    private ValueGetter<VBuffer<int>>? _inputGetter;
    private ValueGetter<VBuffer<int>>? _labelGetter;
    private ValueGetter<VBuffer<int>>? _segmentGetter;
    private ValueGetter<VBuffer<double>>? _valueGetter;

    /// <summary>Makes a reader at the start of the data.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="columns">Token ids, labels and, where given, segments: as many of each in a row.</param>
    /// <param name="batchSize">Rows in a batch.</param>
    /// <param name="shuffleSeed">Shuffles each pass, by this seed and the pass's number; null reads in order.</param>
    public TokenBatchReader(IDataView data, TrainingColumns columns, int batchSize, int? shuffleSeed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        _inputColumn = data.Schema.RequireColumn<VBuffer<int>>(columns.InputIds);
        _labelColumn = data.Schema.RequireColumn<VBuffer<int>>(columns.Labels);
        _segmentColumn = columns.Segments is null ? null : data.Schema.RequireColumn<VBuffer<int>>(columns.Segments);
        _valueColumn = columns.RowValues is null ? null : data.Schema.RequireColumn<VBuffer<double>>(columns.RowValues);
        _data = data;
        _batchSize = batchSize;
        _shuffleSeed = shuffleSeed;
        _inputs = new VBuffer<int>[batchSize];
        _labels = new VBuffer<int>[batchSize];
        _segments = new VBuffer<int>[batchSize];
        _values = new VBuffer<double>[batchSize];
    }

    /// <summary>Where the next row will be read.</summary>
    public DataPosition Position { get; private set; }

    /// <summary>Goes to a position; the rows that follow are those that followed it before.</summary>
    /// <exception cref="CheckpointException">The data has fewer rows than the position says.</exception>
    public void Seek(DataPosition position)
    {
        Open(position.Epoch);
        for (long row = 0; row < position.Row; row++)
        {
            if (!_cursor!.MoveNext())
                throw new CheckpointException($"The data has {row:N0} rows, but {position.Row:N0} were read of it before. "
                    + "Resume with the data the run was started with.");
        }

        Position = position;
    }

    /// <summary>Reads the next full batch, beginning another pass where one ends.</summary>
    /// <exception cref="PipelineException">The data has no rows.</exception>
    public void ReadAcrossPasses(TokenBatch batch)
    {
        if (_cursor is null)
            Open(Position.Epoch);
        for (var row = 0; row < _batchSize; row++)
        {
            if (!MoveNext(row))
            {
                if (Position.Row == 0)
                    throw NoRows();
                Open(Position.Epoch + 1);
                if (!MoveNext(row))
                    throw NoRows();
            }
        }

        Fill(batch, _batchSize);
    }

    /// <summary>Reads the next batch of the present pass, the last one possibly smaller; false at the end.</summary>
    /// <exception cref="CellException">A row has not one label, or not one segment, for each token id.</exception>
    public bool ReadInPass(TokenBatch batch)
    {
        if (_cursor is null)
            Open(Position.Epoch);
        var rows = 0;
        while (rows < _batchSize && MoveNext(rows))
            rows++;
        Fill(batch, rows);
        return rows > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor?.Dispose();

    private PipelineException NoRows() =>
        new($"There is nothing to train on: columns '{_inputColumn.Name}' and '{_labelColumn.Name}' have no rows. "
            + "Is the file empty, or does a stage before the trainer drop every row?");

    private void Open(int epoch)
    {
        _cursor?.Dispose();
        List<DataViewSchema.Column> columns = [_inputColumn, _labelColumn];
        if (_segmentColumn is { } segments)
            columns.Add(segments);
        if (_valueColumn is { } values)
            columns.Add(values);
        int? order = _shuffleSeed is { } seed ? HashCode32(seed, epoch) : null;
        _cursor = _data is IPassView passes ? passes.GetRowCursor(columns, order, epoch) : _data.GetRowCursor(columns, order);
        _inputGetter = _cursor.GetGetter<VBuffer<int>>(_inputColumn);
        _labelGetter = _cursor.GetGetter<VBuffer<int>>(_labelColumn);
        _segmentGetter = _segmentColumn is { } column ? _cursor.GetGetter<VBuffer<int>>(column) : null;
        _valueGetter = _valueColumn is { } numbers ? _cursor.GetGetter<VBuffer<double>>(numbers) : null;
        Position = new DataPosition(epoch, 0);
    }

    // Not HashCode.Combine, which differs from process to process.
    private static int HashCode32(int seed, int epoch) => unchecked((int)((uint)seed * 0x9E3779B1u + (uint)epoch * 0x85EBCA77u));

    private bool MoveNext(int slot)
    {
        if (!_cursor!.MoveNext())
            return false;
        _inputGetter!(ref _inputs[slot]);
        _labelGetter!(ref _labels[slot]);
        if (_inputs[slot].Length != _labels[slot].Length)
        {
            throw new CellException(
                _cursor.Position, _labelColumn.Name,
                $"there are {_labels[slot].Length} labels for {_inputs[slot].Length} token ids in '{_inputColumn.Name}'; "
                    + "each id needs one.");
        }

        if (_segmentGetter is not null)
        {
            _segmentGetter(ref _segments[slot]);
            if (_segments[slot].Length != _inputs[slot].Length)
            {
                throw new CellException(
                    _cursor.Position, _segmentColumn!.Value.Name,
                    $"there are {_segments[slot].Length} segments for {_inputs[slot].Length} token ids in '{_inputColumn.Name}'; "
                        + "each id needs one.");
            }
        }

        _valueGetter?.Invoke(ref _values[slot]);
        Position = Position with { Row = Position.Row + 1 };
        return true;
    }

    private void Fill(TokenBatch batch, int rows)
    {
        var length = 0;
        for (var row = 0; row < rows; row++)
            length = Math.Max(length, _inputs[row].Length);
        batch.Reset(rows, length);
        for (var row = 0; row < rows; row++)
        {
            batch.SetRow(row, _inputs[row].GetValues(), _labels[row].GetValues());
            if (_segmentGetter is not null)
                batch.SetSegments(row, _segments[row].GetValues());
            if (_valueGetter is not null)
                batch.SetRowValues(row, _values[row].GetValues());
        }

        if (_segmentGetter is not null && rows > 0)
            batch.CountPositions();
    }
}
