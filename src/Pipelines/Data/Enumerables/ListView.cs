namespace Pipelines;

/// <summary>A view over rows in a list.</summary>
internal sealed class ListView<TRow>(IReadOnlyList<TRow> rows, IRowAccess<TRow> access) : SeekableView
{
    public override DataViewSchema Schema => access.Schema;

    public override long CountRows() => rows.Count;

    public override SeekableRow GetSeekableRow(ActiveColumns active) => new Row(rows, access, active);

    private sealed class Row(IReadOnlyList<TRow> rows, IRowAccess<TRow> access, ActiveColumns active) : SeekableRow(access.Schema, active)
    {
        private readonly RowHolder<TRow> _holder = new(access);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _holder.GetIdGetter();

        protected override void MoveToCore(long index)
        {
            if (index >= rows.Count)
                throw new PipelineException(
                    $"The list of {access.RowName} rows was cut to {rows.Count} while it was read. Leave it as it is until then.");
            _holder.Set(index, rows[(int)index]);
        }

        protected override void LeaveCore() => _holder.Clear();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => _holder.GetGetter<TValue>(column);
    }
}
