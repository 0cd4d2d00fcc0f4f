namespace Pipelines.Evaluation;

/// <summary>The columns a cursor is asked for.</summary>
internal static class NeededColumns
{
    /// <summary>The columns, each once.</summary>
    public static DataViewSchema.Column[] Of(params ReadOnlySpan<DataViewSchema.Column> columns) =>
        [.. columns.ToArray().DistinctBy(c => c.Index)];
}
