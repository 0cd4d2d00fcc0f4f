namespace Pipelines;

/// <summary>A row that can be put on any index of its view.</summary>
internal abstract class SeekableRow(DataViewSchema schema, ActiveColumns active) : DataViewRow
{
    /// <summary>The index of the row it stands on; −1 where on none.</summary>
    protected long Index { get; private set; } = -1;

    public sealed override DataViewSchema Schema => schema;

    public sealed override long Position => Index;

    /// <summary>Goes to a row; −1 leaves the rows.</summary>
    public void MoveTo(long index)
    {
        Index = index;
        if (index >= 0)
            MoveToCore(index);
        else
            LeaveCore();
    }

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    protected abstract void MoveToCore(long index);

    /// <summary>There is no current row any more.</summary>
    protected virtual void LeaveCore()
    {
    }

    /// <summary>The index, for a getter.</summary>
    protected long RequireIndex() => Index >= 0 ? Index : throw RowErrors.NotOnRow();
}
