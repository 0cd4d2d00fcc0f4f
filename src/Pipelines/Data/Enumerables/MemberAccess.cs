namespace Pipelines;

/// <summary>Rows that are objects of a class: a column a member.</summary>
internal sealed class MemberAccess<TRow> : IRowAccess<TRow>
{
    private readonly RowMembers _members = RowMembers.Of(typeof(TRow));

    public DataViewSchema Schema => _members.Schema;

    public string RowName => typeof(TRow).Name;

    public MemberReader<TRow, TValue> GetReader<TValue>(DataViewSchema.Column column) =>
        MemberReader<TRow>.Get<TValue>(_members.Members[column.Index]);
}
