namespace Pipelines;

/// <summary>Gives columns other names, in their place. Columns that a renamed one hides are renamed with it and stay hidden.</summary>
/// <param name="Columns">New names, each with the old one.</param>
public sealed record RenameColumnsTransformer(IReadOnlyList<ColumnPair> Columns) : RowToRowTransformer
{
    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        var newNames = new Dictionary<string, string>();
        foreach (var (output, input) in Columns)
        {
            _ = map.Input[input];
            if (!newNames.TryAdd(input, output))
                throw new SchemaException($"Column '{input}' is renamed twice, to '{newNames[input]}' and to '{output}'. Copy it to have "
                    + "it under two names.");
        }

        foreach (var (output, input) in Columns)
        {
            if (map.Input.GetColumnOrNull(output) is not null && !newNames.ContainsKey(output))
                throw new SchemaException($"Column '{input}' cannot be renamed to '{output}': a column of that name is there. Drop or "
                    + "rename that one as well.");
        }

        map.PassThrough(column => newNames.GetValueOrDefault(column.Name, column.Name));
    }
}
