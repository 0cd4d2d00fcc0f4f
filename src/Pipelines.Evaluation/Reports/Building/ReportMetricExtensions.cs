using System.Globalization;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Metrics of views, and training histories, in reports.</summary>
public static class ReportMetricExtensions
{
    /// <summary>Adds a table of metrics with their intervals, and how they were made.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="metrics">The metrics.</param>
    public static ReportBuilder Metrics(this ReportBuilder builder, params IReadOnlyList<MetricResult> metrics)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(metrics);
        return builder
            .Add(new ReportTable
            {
                Title = "Metrics",
                Columns =
                [
                    new("metric"), new("score and 95 % interval", ReportColumnKind.Number), new("rows", ReportColumnKind.Count),
                    new("better is"),
                ],
                Rows =
                [
                    .. metrics.Select(m => (IReadOnlyList<ReportCell>)
                        [m.Name, m.Estimate, m.RowCount, m.HigherIsBetter ? "higher" : "lower"]),
                ],
            })
            .Add(new ReportFingerprints([.. metrics.Select(m => new ReportFingerprint(m.Name, m.Signature))]))
            .Rows(metrics.SelectMany(m => RowsOf(m.Name, m.Rows)));
    }

    /// <summary>Adds the scores of predicted classes, their confusion matrix and the scores of each.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="result">The result.</param>
    /// <param name="name">What the rows are called in CSV.</param>
    public static ReportBuilder Classification(this ReportBuilder builder, ClassificationResult result, string name = "classification")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(result);
        return builder
            .Add(new ReportTable
            {
                Title = "Classes",
                Columns =
                [
                    new("metric"), new("score and 95 % interval", ReportColumnKind.Number), new("rows", ReportColumnKind.Count),
                ],
                Rows =
                [
                    ["accuracy", result.Accuracy, result.RowCount], ["balanced accuracy", result.BalancedAccuracy, result.RowCount],
                    ["macro F1", result.MacroF1, result.RowCount], ["weighted F1", result.WeightedF1, result.RowCount],
                    ["Matthews' correlation", result.MatthewsCorrelation, result.RowCount],
                    ["Cohen's kappa", result.CohenKappa, result.RowCount],
                ],
            })
            .Confusion(result.Confusion)
            .Add(new ReportFingerprints([new ReportFingerprint(name, result.Signature)]))
            .Rows(RowsOf(name, result.Rows));
    }

    /// <summary>Adds a confusion matrix as a picture, and the scores of each class as a table.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="confusion">The matrix.</param>
    /// <param name="title">What stands above it.</param>
    public static ReportBuilder Confusion(this ReportBuilder builder, ConfusionMatrix confusion, string title = "Confusion matrix")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(confusion);
        return builder.Add(HeatMap.Of(title, confusion)).Add(new ReportTable
        {
            Title = "Each class",
            Columns =
            [
                new("class"), new("rows", ReportColumnKind.Count), new("precision", ReportColumnKind.Number),
                new("recall", ReportColumnKind.Number), new("F1", ReportColumnKind.Number),
            ],
            Rows = [.. confusion.Labels.Select((label, i) => ClassRow(confusion, label, i))],
        });
    }

    /// <summary>Adds a chart of what was measured by the step while models were trained, and a table of how it began and ended.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="title">What stands above it.</param>
    /// <param name="series">The series.</param>
    /// <param name="yLabel">What the values are.</param>
    /// <param name="isLogarithmic">Whether the vertical axis is logarithmic.</param>
    public static ReportBuilder History(
        this ReportBuilder builder, string title, IReadOnlyList<ScalarSeries> series, string yLabel = "loss (nats per token)",
        bool isLogarithmic = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(series);
        return builder.Add(LossCurves.Create(title, series, yLabel, isLogarithmic)).Add(new ReportTable
        {
            Title = $"{title}: values",
            Columns =
            [
                new("series"), new("points", ReportColumnKind.Count), new("first", ReportColumnKind.Number),
                new("last", ReportColumnKind.Number), new("least", ReportColumnKind.Number), new("at step", ReportColumnKind.Count),
            ],
            Rows = [.. series.Where(s => s.Points.Count > 0).Select(HistoryRow)],
        });
    }

    private static IReadOnlyList<ReportCell> HistoryRow(ScalarSeries series)
    {
        // A loss that is not a number is shown as such where it is first or last; the least is of what can be compared.
        var finite = series.Points.Where(p => double.IsFinite(p.Value)).ToList();
        return finite.Count == 0
            ? [series.Tag, series.Points.Count, double.NaN, double.NaN, double.NaN, default]
            : [
                series.Tag, series.Points.Count, series.Points[0].Value, series.Points[^1].Value, finite.MinBy(p => p.Value).Value,
                finite.MinBy(p => p.Value).Step,
            ];
    }

    private static IReadOnlyList<ReportCell> ClassRow(ConfusionMatrix confusion, string label, int index)
    {
        var score = confusion.OfClass(label);
        var rows = Enumerable.Range(0, confusion.Labels.Count).Sum(j => confusion[index, j]);
        return [label, rows, score.Precision, score.Recall, score.F1];
    }

    private static IEnumerable<ReportRow> RowsOf(string name, IReadOnlyList<double> rows) =>
        rows.Select((score, i) => new ReportRow { Task = name, Id = i.ToString(CultureInfo.InvariantCulture), Score = score });
}
