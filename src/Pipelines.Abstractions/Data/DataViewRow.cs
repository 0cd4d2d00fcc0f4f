namespace Pipelines;

/// <summary>One row: a place to get columns' values from.</summary>
public abstract class DataViewRow : IDisposable
{
    /// <summary>The columns, active or not.</summary>
    public abstract DataViewSchema Schema { get; }

    /// <summary>How many rows came before this one; −1 before the first.</summary>
    public abstract long Position { get; }

    /// <summary>
    /// The batch this row belongs to. Among cursors of one set, rows of a lower batch come before those of a higher one in the original order.
    /// </summary>
    public virtual long Batch => 0;

    /// <summary>Whether the column was asked for, so that its getter can be had.</summary>
    public abstract bool IsColumnActive(DataViewSchema.Column column);

    /// <summary>A getter of the current row's value in a column. It stays valid while the cursor moves.</summary>
    /// <exception cref="InvalidOperationException">The column is not active, or is not of this schema.</exception>
    /// <exception cref="ArgumentException">Its values are not of type <typeparamref name="TValue"/>.</exception>
    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index >= Schema.Count || Schema[column.Index].Name != column.Name)
            throw new InvalidOperationException($"Column '{column.Name}' is not of this row's schema ({Schema}). Take the column from the row's own schema.");
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for. Pass it to GetRowCursor to make it active.");
        if (Schema[column.Index].Type.RawType != typeof(TValue))
        {
            throw new ArgumentException(
                $"Column '{column.Name}' has type {column.Type}, whose values are {column.Type.RawType}, not {typeof(TValue)}. Ask for a getter of that type.",
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
