namespace Pipelines;

/// <summary>A column and where its values are in a row.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Paths">The names of properties to go through from the row; more than one where the file does not tell which it is.</param>
internal sealed record JsonColumn(string Name, DataViewType Type, IReadOnlyList<string[]> Paths);
