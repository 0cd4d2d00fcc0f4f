namespace Pipelines;

/// <summary>Mappers one after the other as one.</summary>
internal sealed class ChainedRowMapper(IReadOnlyList<IRowToRowMapper> mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema => mappers[0].InputSchema;

    public DataViewSchema OutputSchema => mappers[^1].OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> outputColumns)
    {
        var needed = outputColumns;
        for (var i = mappers.Count - 1; i >= 0; i--)
            needed = mappers[i].GetDependencies(needed);
        return needed;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        var active = new IEnumerable<DataViewSchema.Column>[mappers.Count];
        active[^1] = activeColumns;
        for (var i = mappers.Count - 1; i > 0; i--)
            active[i - 1] = mappers[i].GetDependencies(active[i]);
        var row = input;
        for (var i = 0; i < mappers.Count; i++)
            row = mappers[i].GetRow(row, active[i]);
        return row;
    }
}
