using System.Text;

namespace Pipelines;

/// <summary>
/// Base of transformers whose output has other rows than their input: packs, chunks, groups. What to write is the columns
/// (<see cref="Declare"/>) and an iterator over the input that yields a row at a time (<see cref="Read"/>). A record's properties are its
/// saved state.
/// </summary>
/// <typeparam name="TRow">What the iterator yields; it may yield one object again and again, changed.</typeparam>
public abstract record RowsTransformer<TRow> : ITransformer
{
    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).ToSchema();

    /// <inheritdoc/>
    public virtual IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new View(this, input, Bind(input.Schema));
    }

    /// <summary>Checks the input's columns and declares the output's. Reads nothing.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    protected abstract void Declare(RowsBuilder<TRow> rows);

    /// <summary>Reads the input and yields the output's rows: every time the same.</summary>
    /// <param name="input">The input; ask it for a cursor over the columns needed, and dispose the cursor.</param>
    /// <param name="active">The output columns that will be read, for what is costly to make.</param>
    protected abstract IEnumerator<TRow> Read(IDataView input, ActiveColumns active);

    /// <summary>How many rows the output has, where that is known without a pass.</summary>
    protected virtual long? GetRowCount(IDataView input) => null;

    /// <summary>Says which properties <see cref="object.ToString"/> shows: the derived record's.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;

    private RowsBuilder<TRow> Bind(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            var rows = new RowsBuilder<TRow>(input);
            Declare(rows);
            return rows;
        }
        catch (SchemaException e)
        {
            throw e.At(StageName.Of(this));
        }
    }

    private sealed class View(RowsTransformer<TRow> stage, IDataView input, RowsBuilder<TRow> rows) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema { get; } = rows.ToSchema();

        public long? GetRowCount() => stage.GetRowCount(input);

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
        {
            var active = new ActiveColumns(Schema, columnsNeeded);
            return new Cursor(active, rows.Readers, stage.Read(input, active));
        }
    }

    private sealed class Cursor(ActiveColumns active, IReadOnlyList<Delegate> readers, IEnumerator<TRow> rows) : DataViewRowCursor
    {
        private long _position = -1;

        public override DataViewSchema Schema => active.Schema;

        public override long Position => _position;

        public override bool MoveNext()
        {
            if (!rows.MoveNext())
                return false;
            _position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
        {
            var read = (ValueReader<TRow, TValue>)readers[column.Index];
            return (ref TValue value) => read(rows.Current, ref value);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rows.Dispose();
        }
    }
}
