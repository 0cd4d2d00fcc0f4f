using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>
/// Bars with their 95 % intervals: one series, or several side by side at each label. Upright for a few labels, lying for many or long
/// ones.
/// </summary>
public sealed record BarChart : Chart
{
    /// <summary>What stands at the bars: models, data sets, categories.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The bars, a series a colour.</summary>
    public required IReadOnlyList<BarSeries> Series { get; init; }

    /// <summary>What is measured.</summary>
    public required string ValueLabel { get; init; }

    /// <summary>Whether bars lie, each label on a line of its own.</summary>
    public bool IsHorizontal { get; init; }

    /// <summary>Makes a chart of one series of lying bars, the best on top.</summary>
    /// <param name="title">The title.</param>
    /// <param name="valueLabel">What is measured.</param>
    /// <param name="categories">The categories with their scores.</param>
    /// <param name="higherIsBetter">Whether more is better.</param>
    public static BarChart OfCategories(
        string title, string valueLabel, IReadOnlyDictionary<string, ScoreEstimate> categories, bool higherIsBetter = true)
    {
        ArgumentNullException.ThrowIfNull(categories);
        var sorted = categories
            .OrderBy(c => higherIsBetter ? -c.Value.Value : c.Value.Value).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        return new BarChart
        {
            Title = title,
            ValueLabel = valueLabel,
            Labels = [.. sorted.Select(c => c.Key.Length > 0 ? c.Key : "(none)")],
            Series = [new BarSeries(valueLabel, [.. sorted.Select(c => c.Value)])],
            IsHorizontal = true,
        };
    }

    internal override string Draw(ChartCanvas canvas) =>
        IsHorizontal ? new HorizontalBarsDrawing(this, canvas).Draw() : new VerticalBarsDrawing(this, canvas).Draw();

    internal override void Check()
    {
        foreach (var series in Series)
        {
            if (series?.Values is null || series.Values.Count != Labels.Count)
                throw Wrong($"the series '{series?.Name}' has {series?.Values?.Count ?? 0} values for {Labels.Count} labels");
        }
    }

    /// <summary>The axis of all values and intervals, with 0 on it.</summary>
    internal AxisScale Scale(int ticks)
    {
        var values = Series.SelectMany(s => s.Values).SelectMany(v => new[] { v.Value, v.Lower, v.Upper }).Where(double.IsFinite).ToList();
        return new AxisScale(Math.Min(0, values.DefaultIfEmpty().Min()), Math.Max(values.DefaultIfEmpty(1).Max(), 0), ticks);
    }

    internal string Tooltip(BarSeries series, int label) =>
        $"{Labels[label]}{(Series.Count > 1 ? $", {series.Name}" : "")}: {series.Values[label]}";

    internal override string Describe() => $"{ValueLabel} with 95 % intervals. " + string.Join(
        " ", Series.SelectMany(s => Labels.Select((_, i) => (s, i)).Where(p => double.IsFinite(s.Values[p.i].Value))
            .Select(p => Tooltip(p.s, p.i) + ".")));

    internal override ReportTable ToTable() => new()
    {
        Title = Title,
        Columns = [new(""), .. Series.Select(s => new ReportColumn(s.Name, ReportColumnKind.Number))],
        Rows = [.. Labels.Select((label, i) => (IReadOnlyList<ReportCell>)[label, .. Series.Select(s => (ReportCell)s.Values[i])])],
    };

    /// <summary>A value at its bar: with as many decimals as asked for, large ones with fewer.</summary>
    internal static string Short(double value, int decimals) =>
        value.ToString(
            "F" + Math.Max(0, decimals - (Math.Abs(value) >= 100 ? 2 : Math.Abs(value) >= 10 ? 1 : 0)), CultureInfo.InvariantCulture);

    /// <summary>How many decimals all values can have so that each has room; null where none has any.</summary>
    internal int? Decimals(double room)
    {
        for (var decimals = 3; decimals > 1; decimals--)
        {
            var texts = Series.SelectMany(s => s.Values).Where(v => double.IsFinite(v.Value)).Select(v => Short(v.Value, decimals));
            if (texts.All(text => ChartCanvas.Measure(text, ChartCanvas.SmallSize) <= room))
                return decimals;
        }

        return null;
    }
}
