namespace Pipelines;

/// <summary>
/// Rows with typed columns, computed when they are asked for. A view can be read many times and by several threads, and every pass gives
/// the same rows; a cursor belongs to one thread.
/// </summary>
public interface IDataView
{
    /// <summary>Whether <see cref="GetRowCursor"/> can give the rows in random order.</summary>
    bool CanShuffle { get; }

    /// <summary>The columns.</summary>
    DataViewSchema Schema { get; }

    /// <summary>How many rows there are, or null where only a pass over the data would tell.</summary>
    long? GetRowCount();

    /// <summary>A cursor over the rows that computes only the columns asked for.</summary>
    /// <param name="columnsNeeded">The active columns: columns of <see cref="Schema"/>.</param>
    /// <param name="shuffleSeed">
    /// Where given and <see cref="CanShuffle"/> holds, the rows come in an order drawn from this seed; a view that cannot shuffle ignores
    /// it.
    /// </param>
    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null);

    /// <summary>
    /// Up to <paramref name="count"/> cursors that together give every row exactly once, each on its own thread; a view that cannot be
    /// partitioned gives one.
    /// </summary>
    /// <param name="columnsNeeded">The active columns: columns of <see cref="Schema"/>.</param>
    /// <param name="count">How many at the most; at least 1.</param>
    /// <param name="shuffleSeed">As of <see cref="GetRowCursor"/>.</param>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null) =>
        [GetRowCursor(columnsNeeded, shuffleSeed)];
}
