namespace Pipelines;

/// <summary>Drops columns, together with those that they hide, and keeps the others.</summary>
/// <param name="Columns">The columns dropped.</param>
public sealed record DropColumnsTransformer(IReadOnlyList<string> Columns) : RowToRowTransformer
{
    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        foreach (var name in Columns)
            _ = map.Input[name];
        var dropped = Columns.ToHashSet();
        map.PassThrough(column => dropped.Contains(column.Name) ? null : column.Name);
    }
}
