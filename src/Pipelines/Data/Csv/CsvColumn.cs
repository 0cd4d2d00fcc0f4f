namespace Pipelines;

/// <summary>A column and the place of its field in a record.</summary>
internal sealed record CsvColumn(string Name, DataViewType Type, int Field);
