namespace Pipelines;

/// <summary>One object as a row, which moves on with every object set.</summary>
internal sealed class PredictionRow<TInput>(MemberAccess<TInput> members, ActiveColumns active) : DataViewRow
{
    private readonly RowHolder<TInput> _holder = new(members);
    private long _position = -1;

    public override DataViewSchema Schema => members.Schema;

    public override long Position => _position;

    public void Set(TInput input) => _holder.Set(++_position, input);

    public void Clear() => _holder.Clear();

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _holder.GetIdGetter();

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => _holder.GetGetter<TValue>(column);
}
