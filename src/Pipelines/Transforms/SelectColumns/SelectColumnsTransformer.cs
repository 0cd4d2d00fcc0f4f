namespace Pipelines;

/// <summary>Keeps some columns, in the order given; the others, hidden ones among them, are gone.</summary>
/// <param name="Columns">The columns kept.</param>
public sealed record SelectColumnsTransformer(IReadOnlyList<string> Columns) : RowToRowTransformer
{
    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        map.PassThrough(_ => null);
        var kept = new HashSet<string>();
        foreach (var name in Columns)
        {
            var column = map.Input[name];
            if (!kept.Add(name))
                throw new SchemaException($"Column '{name}' is selected twice. Name it once, or copy it to have it under two names.");
            map.Copy(name, column);
        }
    }
}
