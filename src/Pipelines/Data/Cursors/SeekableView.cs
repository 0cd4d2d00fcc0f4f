namespace Pipelines;

/// <summary>A view whose rows can be reached by index: it shuffles, partitions, and can be cut without reading.</summary>
internal abstract class SeekableView : IDataView
{
    public bool CanShuffle => true;

    public abstract DataViewSchema Schema { get; }

    public virtual long? GetRowCount() => CountRows();

    /// <summary>How many rows there are, found out where it is not known.</summary>
    public abstract long CountRows();

    /// <summary>A row over the active columns, on no index yet.</summary>
    public abstract SeekableRow GetSeekableRow(ActiveColumns active);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        GetRowCursorSet(columnsNeeded, 1, shuffleSeed)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var active = new ActiveColumns(Schema, columnsNeeded);
        // The row first: making it may be what reads and counts the rows.
        var row = GetSeekableRow(active);
        var sequences = RowSequence.Split(CountRows(), count, shuffleSeed);
        var cursors = new DataViewRowCursor[sequences.Length];
        for (var i = 0; i < cursors.Length; i++)
            cursors[i] = new SeekableCursor(i == 0 ? row : GetSeekableRow(active), sequences[i]);
        return cursors;
    }
}
