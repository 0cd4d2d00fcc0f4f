namespace Pipelines;

/// <summary>An output column made of an input column.</summary>
/// <param name="Output">The output column's name.</param>
/// <param name="Input">The input column's name.</param>
public sealed record ColumnPair(string Output, string Input)
{
    internal static IReadOnlyList<ColumnPair> From(IEnumerable<KeyValuePair<string, string>> columns) =>
        [.. columns.Select(pair => new ColumnPair(pair.Key, pair.Value))];
}
