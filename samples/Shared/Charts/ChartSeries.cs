namespace Pipelines.Samples;

/// <summary>A curve of a <see cref="LineChart"/>.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Its points from left to right; points that are not finite are left out.</param>
/// <param name="Colour">A CSS colour.</param>
/// <param name="Width">The line's width in pixels.</param>
/// <param name="Opacity">From 0 to 1.</param>
/// <param name="ShowPoints">Whether each point has a dot.</param>
public sealed record ChartSeries(
    string Name, IReadOnlyList<ChartPoint> Points, string Colour, double Width = 2, double Opacity = 1, bool ShowPoints = false);
