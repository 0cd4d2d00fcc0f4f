using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>A confusion matrix as a picture: a row for each right class, shaded by the share of its rows.</summary>
public sealed record HeatMap : Chart
{
    /// <summary>The classes.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How often each class, a row, was taken for each, a column.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> Counts { get; init; }

    /// <summary>What rows are.</summary>
    public string RowLabel { get; init; } = "right class";

    /// <summary>What columns are.</summary>
    public string ColumnLabel { get; init; } = "predicted class";

    /// <summary>Makes the picture of a confusion matrix.</summary>
    /// <param name="title">The title.</param>
    /// <param name="confusion">The matrix.</param>
    public static HeatMap Of(string title, ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        var classes = confusion.Labels.Count;
        return new HeatMap
        {
            Title = title,
            Labels = confusion.Labels,
            Counts =
            [
                .. Enumerable.Range(0, classes)
                    .Select(i => (IReadOnlyList<long>)[.. Enumerable.Range(0, classes).Select(j => confusion[i, j])]),
            ],
        };
    }

    internal override string Draw(ChartCanvas canvas) => new HeatMapDrawing(this, canvas).Draw();

    internal override void Check()
    {
        if (Counts.Count != Labels.Count || Counts.Any(row => row is null || row.Count != Labels.Count))
            throw Wrong($"{Labels.Count} classes need as many rows of as many counts");
        if (Counts.Any(row => row.Any(count => count < 0)))
            throw Wrong("a count is below 0");
    }

    internal override string Describe()
    {
        var mistakes = Labels.SelectMany((right, i) => Labels.Select((wrong, j) => (right, wrong, i, j, Count: Counts[i][j])))
            .Where(c => c.i != c.j && c.Count > 0)
            .OrderByDescending(c => c.Count).ThenBy(c => c.i).ThenBy(c => c.j).Take(5)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.right} taken for {c.wrong} {c.Count} times."));
        var right = Labels.Select((_, i) => Counts[i][i]).Sum();
        return string.Create(
            CultureInfo.InvariantCulture, $"{right} of {Counts.Sum(row => row.Sum())} rows of {Labels.Count} classes on the diagonal. ")
            + string.Join(" ", mistakes);
    }

    internal override ReportTable ToTable() => new()
    {
        Title = Title,
        Columns = [new($"{RowLabel} \\ {ColumnLabel}"), .. Labels.Select(l => new ReportColumn(l, ReportColumnKind.Count))],
        Rows = [.. Labels.Select((label, i) => (IReadOnlyList<ReportCell>)[label, .. Counts[i].Select(c => (ReportCell)c)])],
    };
}
