namespace Pipelines.Evaluation;

/// <summary>A section of a report.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Blocks">What is in it, from top to bottom.</param>
public sealed record ReportSection(string Title, IReadOnlyList<ReportBlock> Blocks);
