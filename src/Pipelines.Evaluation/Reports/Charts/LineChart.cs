using System.Globalization;
using System.Text.Json.Serialization;

namespace Pipelines.Evaluation;

/// <summary>Curves over a common horizontal axis: losses by the step.</summary>
public sealed record LineChart : Chart
{
    /// <summary>What the horizontal axis is.</summary>
    public required string XLabel { get; init; }

    /// <summary>What the vertical axis is.</summary>
    public required string YLabel { get; init; }

    /// <summary>The curves.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Whether the vertical axis is logarithmic; points at 0 or below are then left out.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether the horizontal axis is logarithmic; points at 0 or left of it are then left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsXLogarithmic { get; init; }

    internal override string Draw(ChartCanvas canvas) => new LineChartDrawing(this, canvas).Draw();

    internal bool IsShown(ChartPoint point) =>
        CurveThinning.IsFinite(point) && (!IsLogarithmic || point.Y > 0) && (!IsXLogarithmic || point.X > 0);

    internal override void Check()
    {
        if (Series.Any(series => series?.Points is null))
            throw Wrong("a series has no points");
    }

    internal override string Describe() => $"{YLabel} by {XLabel}. " + string.Join(" ", Series.Select(Describe));

    internal override ReportTable ToTable() => new()
    {
        Title = Title,
        Columns =
        [
            new("series"), new("points", ReportColumnKind.Count), new("first", ReportColumnKind.Number),
            new("last", ReportColumnKind.Number), new("least", ReportColumnKind.Number),
            new($"{XLabel} of the least", ReportColumnKind.Number),
        ],
        Rows =
        [
            .. Series.Select(series => (Series: series, Points: series.Points.Where(IsShown).ToList()))
                .Where(s => s.Points.Count > 0)
                .Select(s => (IReadOnlyList<ReportCell>)
                    [s.Series.Name, s.Points.Count, s.Points[0].Y, s.Points[^1].Y, s.Points.MinBy(p => p.Y).Y, s.Points.MinBy(p => p.Y).X]),
        ],
    };

    private string Describe(ChartSeries series)
    {
        var points = series.Points.Where(IsShown).ToList();
        return points.Count == 0
            ? $"{series.Name}: no values."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{series.Name}: from {points[0].Y:G4} at {points[0].X:G6} to {points[^1].Y:G4} at {points[^1].X:G6}, "
                + $"least {points.Min(p => p.Y):G4}.");
    }
}
