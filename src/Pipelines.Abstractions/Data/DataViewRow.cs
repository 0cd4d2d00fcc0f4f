namespace Pipelines;

/// <summary>One row: a place to get columns' values from.</summary>
public abstract class DataViewRow : IDisposable
{
    /// <summary>The columns, active or not.</summary>
    public abstract DataViewSchema Schema { get; }

    /// <summary>
    /// How many rows this cursor gave before this one; −1 before the first. A cursor of a set counts its own rows;
    /// <see cref="Batch"/> tells where they belong.
    /// </summary>
    public abstract long Position { get; }

    /// <summary>
    /// The batch this row belongs to. Among the cursors of one set, rows of a lower batch come before those of a higher one in the order of
    /// a single cursor, and a batch belongs to one cursor.
    /// </summary>
    public virtual long Batch => 0;

    /// <summary>Whether the column was asked for, so that its getter can be had.</summary>
    public abstract bool IsColumnActive(DataViewSchema.Column column);

    /// <summary>
    /// A getter of the current row's value in a column. It stays valid while the cursor moves. Text that it gives may lie in a buffer of
    /// the cursor: it is valid until the cursor moves, and whoever keeps it copies it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The column is not active, or is not of this schema.</exception>
    /// <exception cref="ArgumentException">Its values are not of type <typeparamref name="TValue"/>.</exception>
    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!Schema.Contains(column))
            throw new InvalidOperationException(
                $"Column '{column.Name}' is not of this row's schema ({Schema}). Take the column from the row's own schema.");
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for. Pass it to GetRowCursor to make it active.");
        if (Schema[column.Index].Type.RawType != typeof(TValue))
        {
            throw new ArgumentException(
                $"Column '{column.Name}' has type {column.Type}, whose values are {column.Type.RawType}, not {typeof(TValue)}. " +
                "Ask for a getter of that type.",
                nameof(column));
        }

        return GetGetterCore<TValue>(column);
    }

    /// <summary>The getter; the column is active and of the right type.</summary>
    protected abstract ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column);

    /// <summary>A getter of the current row's identifier.</summary>
    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the row holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
