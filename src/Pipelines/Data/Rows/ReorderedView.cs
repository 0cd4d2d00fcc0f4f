namespace Pipelines;

/// <summary>A view that can shuffle, in the order that a seed gives.</summary>
internal sealed class ReorderedView(IDataView input, int seed) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        input.GetRowCursor(columnsNeeded, SeedOf(shuffleSeed));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null) =>
        input.GetRowCursorSet(columnsNeeded, count, SeedOf(shuffleSeed));

    private int SeedOf(int? shuffleSeed) => shuffleSeed is { } other ? SplitMix64.Combine(seed, other) : seed;
}
