namespace Pipelines.Evaluation;

/// <summary>The colours of one scheme.</summary>
internal sealed record ChartPalette(
    string Paper, string Text, string Label, string Grid, string Axis, string Heat, IReadOnlyList<string> Series);
