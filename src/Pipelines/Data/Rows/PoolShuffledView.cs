namespace Pipelines;

/// <summary>A view that can only be read from its start, shuffled through a pool: each row given is one of the pool's at random.</summary>
internal sealed class PoolShuffledView(IDataView input, int seed, int poolSize) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        var drawn = shuffleSeed is { } other ? SplitMix64.Combine(seed, other) : seed;
        return new PoolShuffleCursor(input.GetRowCursor(active.ToColumns()), active, poolSize, drawn);
    }
}
