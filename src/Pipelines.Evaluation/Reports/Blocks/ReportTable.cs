namespace Pipelines.Evaluation;

/// <summary>A table with typed columns.</summary>
public sealed record ReportTable : ReportBlock
{
    /// <summary>What stands above it.</summary>
    public required string Title { get; init; }

    /// <summary>The columns; the first names the rows.</summary>
    public required IReadOnlyList<ReportColumn> Columns { get; init; }

    /// <summary>The rows, a cell for each column.</summary>
    public required IReadOnlyList<IReadOnlyList<ReportCell>> Rows { get; init; }

    internal override void Check()
    {
        for (var i = 0; i < Rows.Count; i++)
        {
            if (Rows[i]?.Count != Columns.Count)
                throw new PipelineException($"Row {i} of the table '{Title}' has {Rows[i]?.Count ?? 0} cells for {Columns.Count} columns.");
        }
    }
}
