using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Draws a <see cref="HeatMap"/>.</summary>
internal sealed class HeatMapDrawing(HeatMap chart, ChartCanvas canvas)
{
    private const double LargestCell = 64;
    private const double SmallestLabelled = 13;

    public string Draw()
    {
        var classes = Math.Max(1, chart.Labels.Count);
        var longest = chart.Labels.Select(label => ChartCanvas.Measure(label)).DefaultIfEmpty().Max();
        var room = Math.Min(longest, canvas.Width * (canvas.IsNarrow ? 0.27 : 0.22));
        var isLabelled = (canvas.Width - room - 34) / classes >= SmallestLabelled;
        var left = (isLabelled ? room : 0) + 30;
        var cell = Math.Min(LargestCell, (canvas.Width - left - 4) / classes);
        var isUpright = longest > cell - 4;
        var head = !isLabelled ? 0 : isUpright ? room + 8 : 18;
        var top = canvas.Top + 22 + head;
        canvas.AxisName(left, canvas.Top + 10, chart.ColumnLabel, canvas.Width - left);
        var middle = top + cell * classes / 2;
        canvas.AxisName(12, middle, chart.RowLabel, Math.Max(80, cell * classes), "middle", -90);
        // The fullest cell has the deepest colour, so that a matrix of small shares is seen as well.
        var largest = chart.Counts.Where(row => row.Sum() > 0).Select(row => row.Max() / (double)row.Sum()).DefaultIfEmpty(1).Max();
        for (var i = 0; i < chart.Labels.Count; i++)
        {
            if (isLabelled)
                DrawLabels(i, left, top, cell, room, isUpright);
            DrawRow(i, left, top + i * cell, cell, largest);
        }

        return canvas.Finish(Math.Max(top + cell * classes, middle + 40) + 10);
    }

    private void DrawLabels(int i, double left, double top, double cell, double room, bool isUpright)
    {
        var label = chart.Labels[i];
        canvas.Text(left - 7, top + (i + 0.5) * cell + 4.5, ChartCanvas.Fit(label, room), "end", label);
        var x = left + (i + 0.5) * cell;
        if (isUpright)
            canvas.Text(x + 4.5, top - 7, ChartCanvas.Fit(label, room), "", label, rotate: -90);
        else
            canvas.Text(x, top - 8, label, "middle");
    }

    private void DrawRow(int i, double left, double y, double cell, double largest)
    {
        var sum = chart.Counts[i].Sum();
        for (var j = 0; j < chart.Labels.Count; j++)
        {
            var count = chart.Counts[i][j];
            var share = sum == 0 ? 0 : count / (double)sum;
            var tooltip = string.Create(
                CultureInfo.InvariantCulture, $"{chart.Labels[i]} taken for {chart.Labels[j]}: {count} of {sum} ({share * 100:0.#} %)");
            canvas.Box(
                left + j * cell + 0.5, y + 0.5, cell - 1, cell - 1, "heat", tooltip,
                count == 0 ? 0.05 : 0.1 + (ChartTheme.MostHeat - 0.1) * share / largest);
            var text = count.ToString(CultureInfo.InvariantCulture);
            if (count > 0 && ChartCanvas.Measure(text, ChartCanvas.SmallSize) <= cell - 1 && cell >= 15)
                canvas.Text(left + (j + 0.5) * cell, y + cell / 2 + 4, text, "small middle");
        }
    }
}
