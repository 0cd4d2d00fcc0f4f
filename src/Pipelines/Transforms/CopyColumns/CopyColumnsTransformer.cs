namespace Pipelines;

/// <summary>Adds columns that are other columns under another name.</summary>
/// <param name="Columns">The columns added, each with the one it is.</param>
public sealed record CopyColumnsTransformer(IReadOnlyList<ColumnPair> Columns) : RowToRowTransformer
{
    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        foreach (var (output, input) in Columns)
            map.Copy(output, map.Input[input]);
    }
}
