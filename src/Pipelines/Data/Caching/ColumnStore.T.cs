namespace Pipelines;

/// <inheritdoc cref="ColumnStore"/>
internal abstract class ColumnStore<TValue> : ColumnStore
{
    public sealed override Action Appender(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<TValue>(column);
        TValue value = default!;
        return () =>
        {
            getter(ref value);
            Add(in value);
        };
    }

    public abstract void Get(long index, ref TValue value);

    public abstract void Add(in TValue value);
}
