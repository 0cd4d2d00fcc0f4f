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
        var left = room + 30;
        var cell = Math.Min(LargestCell, (canvas.Width - left - 4) / classes);
        var isLabelled = cell >= SmallestLabelled;
        var isTilted = longest > cell - 4;
        var head = !isLabelled ? 0 : isTilted ? room * 0.87 + 14 : 18;
        var top = canvas.Top + 22 + head;
        canvas.Text(left, canvas.Top + 10, chart.ColumnLabel, "label small");
        var middle = top + cell * classes / 2;
        canvas.Text(12, middle, chart.RowLabel, "label small middle", rotate: -90);
        for (var i = 0; i < chart.Labels.Count; i++)
        {
            if (isLabelled)
                DrawLabels(i, left, top, cell, room, isTilted);
            DrawRow(i, left, top + i * cell, cell);
        }

        return canvas.Finish(Math.Max(top + cell * classes, middle + ChartCanvas.Measure(chart.RowLabel) / 2) + 10);
    }

    private void DrawLabels(int i, double left, double top, double cell, double room, bool isTilted)
    {
        var label = chart.Labels[i];
        canvas.Text(left - 7, top + (i + 0.5) * cell + 4.5, ChartCanvas.Fit(label, room), "end", label);
        var x = left + (i + 0.5) * cell;
        if (!isTilted)
        {
            canvas.Text(x, top - 8, label, "middle");
            return;
        }

        // A tilted name runs to the right and must not leave the picture.
        var fit = Math.Min(room, (canvas.Width - x - 2) / Math.Cos(Math.PI / 3));
        canvas.Text(x + 3, top - 7, ChartCanvas.Fit(label, fit), "", label, rotate: -60);
    }

    private void DrawRow(int i, double left, double y, double cell)
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
                count == 0 ? 0.05 : 0.1 + (ChartTheme.MostHeat - 0.1) * share);
            var text = count.ToString(CultureInfo.InvariantCulture);
            if (count > 0 && ChartCanvas.Measure(text, 11.5) <= cell - 3 && cell >= 16)
                canvas.Text(left + (j + 0.5) * cell, y + cell / 2 + 4, text, "small middle");
        }
    }
}
