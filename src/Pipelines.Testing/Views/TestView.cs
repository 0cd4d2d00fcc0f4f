namespace Pipelines.Testing;

/// <summary>
/// A small view in memory for tests that counts what is read from it: cursors opened, rows moved over, columns asked for, values fetched.
/// </summary>
/// <remarks>
/// Made by adding columns of equally many values; then only read. Its cursor sets cut the rows into batches of <see cref="BatchSize"/>,
/// dealt out in turn, so that a stage that loses or repeats rows of a partition is found out.
/// </remarks>
public sealed class TestView : IDataView
{
    private readonly List<TestColumn> _columns = [];
    private DataViewSchema? _schema;
    private int? _rows;
    private int _cursorsOpened;
    private long _rowsRead;

    /// <summary>How many neighbouring rows of a cursor set stay together.</summary>
    public int BatchSize { get; init; } = 2;

    /// <inheritdoc/>
    public bool CanShuffle { get; init; } = true;

    /// <summary>Whether the row count is told, as by a list, or only found by a pass, as with a stream.</summary>
    public bool KnowsRowCount { get; init; } = true;

    /// <inheritdoc/>
    public DataViewSchema Schema => _schema ??= ToSchema();

    /// <summary>How many rows there are, whether <see cref="GetRowCount"/> tells or not.</summary>
    public int RowCount => _rows ?? 0;

    /// <summary>How many cursors were opened so far, each of a set counted.</summary>
    public int CursorsOpened => Volatile.Read(ref _cursorsOpened);

    /// <summary>How many rows cursors have moved to so far.</summary>
    public long RowsRead => Volatile.Read(ref _rowsRead);

    /// <summary>The columns that some cursor was asked for so far; of hidden columns too.</summary>
    public IReadOnlyCollection<DataViewSchema.Column> ColumnsAsked => [.. Schema.Where(column => _columns[column.Index].Asked)];

    /// <summary>Adds a column of numbers, booleans, dates or <c>ReadOnlyMemory&lt;char&gt;</c>.</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="name">The name; a column of the same name before it is hidden.</param>
    /// <param name="values">A value a row.</param>
    /// <returns>This view.</returns>
    /// <exception cref="ArgumentException">There are not as many values as in the columns before, or they do not fit the type.</exception>
    /// <exception cref="InvalidOperationException">The view is in use: its schema was asked for.</exception>
    public TestView Add<T>(string name, params T[] values) => Add(name, DataViewTypes.Of<T>(), values, null);

    /// <summary>Adds a column of text.</summary>
    /// <param name="name">The name; a column of the same name before it is hidden.</param>
    /// <param name="values">A value a row.</param>
    /// <returns>This view.</returns>
    /// <exception cref="ArgumentException">There are not as many values as in the columns before, or they do not fit the type.</exception>
    /// <exception cref="InvalidOperationException">The view is in use: its schema was asked for.</exception>
    public TestView Add(string name, params string[] values) =>
        Add(name, TextDataViewType.Instance, Array.ConvertAll(values, value => value.AsMemory()), null);

    /// <summary>Adds a column of vectors; of known size where they are all of one.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="name">The name; a column of the same name before it is hidden.</param>
    /// <param name="values">A vector a row.</param>
    /// <returns>This view.</returns>
    /// <exception cref="ArgumentException">There are not as many values as in the columns before, or they do not fit the type.</exception>
    /// <exception cref="InvalidOperationException">The view is in use: its schema was asked for.</exception>
    public TestView Add<T>(string name, params T[][] values)
    {
        var size = values.Length > 0 && Array.TrueForAll(values, value => value.Length == values[0].Length) ? values[0].Length : 0;
        var type = new VectorDataViewType((PrimitiveDataViewType)DataViewTypes.Of<T>(), size);
        return Add(name, type, Array.ConvertAll(values, value => new VBuffer<T>(value.Length, value)), null);
    }

    /// <summary>Adds a column of a given type, whose values are of its raw type.</summary>
    /// <typeparam name="T">The raw type.</typeparam>
    /// <param name="name">The name; a column of the same name before it is hidden.</param>
    /// <param name="type">The type.</param>
    /// <param name="values">A value a row.</param>
    /// <param name="annotations">What is known of the column; null for nothing.</param>
    /// <returns>This view.</returns>
    /// <exception cref="ArgumentException">There are not as many values as in the columns before, or they do not fit the type.</exception>
    /// <exception cref="InvalidOperationException">The view is in use: its schema was asked for.</exception>
    public TestView Add<T>(string name, DataViewType type, IReadOnlyList<T> values, DataViewSchema.Annotations? annotations)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(values);
        if (_schema is not null)
            throw new InvalidOperationException("The view is in use already; add all columns first.");
        if (type.RawType != typeof(T))
            throw new ArgumentException($"Values of {typeof(T)} do not fit a column of type {type}.", nameof(values));
        if ((_rows ??= values.Count) != values.Count)
            throw new ArgumentException($"Column '{name}' has {values.Count} values, but the columns before it have "
                + $"{_rows}.", nameof(values));
        _columns.Add(new TestColumn<T>(name, type, annotations, [.. values]));
        return this;
    }

    /// <summary>The same rows without the columns of a name, read by nobody yet.</summary>
    public TestView Without(string column) => With(_columns.Where(c => c.Name != column).Select(c => c.Unread()));

    /// <summary>The same rows with the column of a name replaced by one of a type that no stage asks for, read by nobody yet.</summary>
    public TestView WithWrongType(string column) => With(_columns.Select(c => c.Name == column ? Decoy(column) : c.Unread()));

    /// <summary>The same rows with hidden columns of the given names and another type in front, read by nobody yet.</summary>
    public TestView WithHidden(IEnumerable<string> columns) => With([.. columns.Select(Decoy), .. _columns.Select(c => c.Unread())]);

    /// <summary>The same columns without rows.</summary>
    public TestView WithoutRows() => With(_columns.Select(c => c.Empty()), rows: 0);

    /// <summary>The same rows, read by nobody yet.</summary>
    public TestView Unread() => With(_columns.Select(c => c.Unread()));

    /// <summary>How many values of a column were fetched so far.</summary>
    public long ValuesRead(string column) => ValuesRead(Schema[column]);

    /// <summary>As <see cref="ValuesRead(string)"/>, for a column that may be hidden.</summary>
    public long ValuesRead(DataViewSchema.Column column) => _columns[column.Index].ValuesRead;

    /// <inheritdoc/>
    public long? GetRowCount() => KnowsRowCount ? RowCount : null;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var rows = new int[RowCount];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = i;
        if (CanShuffle && shuffleSeed is { } seed)
            new Random(seed).Shuffle(rows);
        return Open(columnsNeeded, Array.ConvertAll(rows, row => (row, batch: 0L)));
    }

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var rows = Enumerable.Range(0, RowCount).ToArray();
        if (CanShuffle && shuffleSeed is { } seed)
            new Random(seed).Shuffle(rows);
        var columns = columnsNeeded.ToArray();
        return [.. Enumerable.Range(0, count).Select(part => Open(
            columns,
            [.. rows.Select((row, place) => (row, batch: (long)(place / BatchSize))).Where(r => r.batch % count == part)]))];
    }

    private TestView With(IEnumerable<TestColumn> columns, int? rows = null)
    {
        var view = new TestView { BatchSize = BatchSize, CanShuffle = CanShuffle, KnowsRowCount = KnowsRowCount, _rows = rows ?? _rows };
        view._columns.AddRange(columns);
        return view;
    }

    private TestColumn<DateTimeOffset> Decoy(string name) =>
        new(name, DateTimeOffsetDataViewType.Instance, null, new DateTimeOffset[RowCount]);

    private DataViewSchema ToSchema()
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in _columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.ToSchema();
    }

    private DataViewRowCursor Open(IEnumerable<DataViewSchema.Column> columnsNeeded, (int Row, long Batch)[] rows)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        Interlocked.Increment(ref _cursorsOpened);
        foreach (var column in active.ToColumns())
            _columns[column.Index].Asked = true;
        return new Cursor(this, active, rows);
    }

    private sealed class Cursor(TestView view, ActiveColumns active, (int Row, long Batch)[] rows) : DataViewRowCursor
    {
        private int _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => rows[_position].Batch;

        private int Row => _position >= 0 && _position < rows.Length
            ? rows[_position].Row
            : throw new InvalidOperationException("The cursor stands on no row: call MoveNext first, and read only while it is true.");

        public override bool MoveNext()
        {
            if (_position + 1 >= rows.Length)
            {
                _position = rows.Length;
                return false;
            }

            _position++;
            Interlocked.Increment(ref view._rowsRead);
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
        {
            var values = (TestColumn<TValue>)view._columns[column.Index];
            return (ref TValue value) => values.Get(Row, ref value);
        }
    }
}
