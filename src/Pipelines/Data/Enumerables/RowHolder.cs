namespace Pipelines;

/// <summary>The current object of a view over objects, and getters of its members.</summary>
/// <typeparam name="TRow">The row class.</typeparam>
internal sealed class RowHolder<TRow>(IRowAccess<TRow> access)
{
    private TRow _row = default!;
    private long _index = -1; // in the source; −1 where on no row

    public void Set(long index, TRow row)
    {
        if (row is null)
        {
            throw new PipelineException(
                $"Row {index} of the {access.RowName} rows given is null. Leave such rows out before loading: " +
                "rows.Where(row => row is not null).");
        }

        _row = row;
        _index = index;
    }

    public void Clear() => _index = -1;

    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        var read = access.GetReader<TValue>(column);
        void Get(ref TValue value)
        {
            if (_index < 0)
                throw RowErrors.NotOnRow();
            try
            {
                read(ref _row, ref value);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new CellException(_index, column.Name, $"the {access.RowName} cannot give the value: {e.Message}", null, e);
            }
        }

        return column.Type is VectorDataViewType { IsKnownSize: true } vector
            ? VectorSize.Checked<TValue>(Get, vector, column.Name, () => _index)
            : Get;
    }

    public ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        id = _index >= 0 ? new DataViewRowId((ulong)_index, 0) : throw RowErrors.NotOnRow();
}
