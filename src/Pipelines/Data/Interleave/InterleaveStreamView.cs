namespace Pipelines;

/// <summary>Views mixed, of which some can only be read from their start: all are read side by side.</summary>
internal sealed class InterleaveStreamView(InterleavePlan plan) : IDataView
{
    private readonly Lazy<long?> _count = new(() =>
    {
        if (plan.KnownCounts() is not { } counts)
            return null;
        long total = 0;
        plan.Visit(counts, (_, _) => total++);
        return total;
    });

    public bool CanShuffle => false;

    public DataViewSchema Schema => plan.Schema;

    public long? GetRowCount() => _count.Value;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        new InterleaveCursor(plan, new ActiveColumns(Schema, columnsNeeded));
}
