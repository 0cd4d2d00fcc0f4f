namespace Pipelines.Evaluation;

/// <summary>Fewer points for the same picture: more than pixels make a file large and no clearer.</summary>
internal static class CurveThinning
{
    /// <summary>
    /// The points of a curve whose horizontal axis has so many columns: of each column the first, the lowest, the highest and the last, so
    /// that no spike is lost; and one point for each gap.
    /// </summary>
    public static IReadOnlyList<ChartPoint> Thin(IReadOnlyList<ChartPoint> points, int columns, Func<double, double> position)
    {
        if (points.Count <= 2 * columns)
            return points;
        List<ChartPoint> kept = [];
        for (var start = 0; start < points.Count;)
        {
            if (!IsFinite(points[start]))
            {
                kept.Add(points[start]);
                while (start < points.Count && !IsFinite(points[start]))
                    start++;
                continue;
            }

            var (column, low, high, end) = (ColumnOf(points[start]), start, start, start);
            while (end + 1 < points.Count && IsFinite(points[end + 1]) && ColumnOf(points[end + 1]) == column)
            {
                end++;
                low = points[end].Y < points[low].Y ? end : low;
                high = points[end].Y > points[high].Y ? end : high;
            }

            int[] places = [start, Math.Min(low, high), Math.Max(low, high), end];
            for (var i = 0; i < places.Length; i++)
            {
                if (i == 0 || places[i] > places[i - 1])
                    kept.Add(points[places[i]]);
            }

            start = end + 1;
        }

        return kept;

        int ColumnOf(ChartPoint point) => (int)(position(point.X) * columns);
    }

    public static bool IsFinite(ChartPoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);
}
