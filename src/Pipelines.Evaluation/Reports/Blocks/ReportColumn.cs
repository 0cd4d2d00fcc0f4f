namespace Pipelines.Evaluation;

/// <summary>A column of a table.</summary>
/// <param name="Name">What stands above it.</param>
/// <param name="Kind">What its cells are.</param>
public sealed record ReportColumn(string Name, ReportColumnKind Kind = ReportColumnKind.Text);
