namespace Pipelines.Evaluation;

/// <summary>A part of a report under a heading.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Blocks">What is in it, from top to bottom.</param>
public sealed record ReportSection(string Title, IReadOnlyList<ReportBlock> Blocks);
