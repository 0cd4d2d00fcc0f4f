namespace Pipelines;

/// <summary>A view over a list of objects, a column a member.</summary>
/// <typeparam name="TRow">The row class.</typeparam>
internal sealed class ListView<TRow>(IReadOnlyList<TRow> rows) : SeekableView
{
    private readonly RowMembers _members = RowMembers.Of(typeof(TRow));

    public override DataViewSchema Schema => _members.Schema;

    public override long CountRows() => rows.Count;

    public override SeekableRow GetSeekableRow(ActiveColumns active) => new Row(rows, _members, active);

    private sealed class Row(IReadOnlyList<TRow> rows, RowMembers members, ActiveColumns active) : SeekableRow(members.Schema, active)
    {
        private readonly RowHolder<TRow> _holder = new(members);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _holder.GetIdGetter();

        protected override void MoveToCore(long index)
        {
            if (index >= rows.Count)
                throw new PipelineException($"The list of {typeof(TRow).Name} rows was cut to {rows.Count} while it was read. Leave it as it is until then.");
            _holder.Set(index, rows[(int)index]);
        }

        protected override void LeaveCore() => _holder.Clear();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => _holder.GetGetter<TValue>(column);
    }
}
