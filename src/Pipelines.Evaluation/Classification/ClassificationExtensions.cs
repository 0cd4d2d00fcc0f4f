using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Metrics of predicted classes over views.</summary>
public static class ClassificationExtensions
{
    /// <summary>
    /// Accuracy, balanced accuracy, F1, Matthews' correlation, kappa and the confusion matrix of predicted classes. Classes are texts,
    /// whole numbers, keys or truth values; the prediction may also be a score for each class.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="label">The column of right classes.</param>
    /// <param name="prediction">The column of predicted classes, or of their scores.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A row has no class, no prediction, or a score that is NaN.</exception>
    /// <exception cref="PipelineException">There are no rows.</exception>
    public static ClassificationResult Classification(
        this EvaluationCatalog catalog, IDataView data, string label = ColumnNames.Label, string prediction = ColumnNames.PredictedLabel,
        Action<ClassificationOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(prediction);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var pairs = new LabelPairs(data.Schema, label, prediction, options.Ties);
        var (labels, predictions) = pairs.Read(data, cancellationToken);
        var index = new ClassIndex(labels.Concat(predictions));
        var classes = index.Labels.Length;
        int[] cells = [.. labels.Select((l, i) => index[l] * classes + index[predictions[i]])];
        var estimates = Bootstrap.Figures(cells.Length, 6, options, (rows, figures) =>
        {
            var counts = new long[classes * classes];
            foreach (var row in rows)
                counts[cells[row]]++;
            (figures[0], figures[1]) = (ConfusionFigures.Accuracy(counts, classes), ConfusionFigures.BalancedAccuracy(counts, classes));
            (figures[2], figures[3]) = (ConfusionFigures.Macro(counts, classes).F1, ConfusionFigures.Weighted(counts, classes).F1);
            figures[4] = ConfusionFigures.MatthewsCorrelation(counts, classes);
            figures[5] = ConfusionFigures.CohenKappa(counts, classes);
        });
        return new ClassificationResult(
            ConfusionMatrix.Create(labels, predictions), [.. labels.Zip(predictions, (l, p) => l == p ? 1.0 : 0)], estimates,
            $"classification|undefined:0|ties:{pairs.Ties}");
    }

    /// <summary>
    /// The area under the ROC curve: the share of pairs of a positive and a negative row in which the positive one has the higher score,
    /// equal scores counting one half. It is one of all rows together.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="label">The column of right classes.</param>
    /// <param name="score">The column of scores, one a row: higher is more likely positive.</param>
    /// <param name="positive">The class that is positive; true is 1.</param>
    /// <param name="configure">Changes how the interval is made.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A score is no number.</exception>
    /// <exception cref="PipelineException">There are no rows, or all are positive, or none.</exception>
    public static MetricResult AreaUnderRoc(
        this EvaluationCatalog catalog, IDataView data, string label = ColumnNames.Label, string score = ColumnNames.Score,
        string positive = "1", Action<MetricOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(positive);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var (labelColumn, scoreColumn) = (LabelColumn.Require(data.Schema, label), ScoreColumn.Require(data.Schema, score));
        var (isPositive, scores) = (new List<bool>(), new List<double>());
        using (var cursor = data.GetRowCursor(NeededColumns.Of(labelColumn.Column, scoreColumn.Column)))
        {
            var (readLabel, readScore) = (labelColumn.Start(cursor), scoreColumn.StartOne(cursor));
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                isPositive.Add(readLabel() is [var one] && one == positive);
                scores.Add(readScore());
            }
        }

        if (scores.Count == 0)
            throw MetricResult.NoRows();
        BinaryScoreMetrics.AreaUnderRoc([.. scores], [.. isPositive]);
        var estimate = Bootstrap.Figures(scores.Count, 1, options, (rows, figures) =>
        {
            var (sampled, positives) = (new double[rows.Length], new bool[rows.Length]);
            for (var i = 0; i < rows.Length; i++)
                (sampled[i], positives[i]) = (scores[rows[i]], isPositive[rows[i]]);
            figures[0] = BinaryScoreMetrics.AreaOrNaN(sampled, positives);
        })[0];
        return new MetricResult("AUC", [], scores.Count, estimate, $"auc|positive:{positive}|ties:half");
    }
}
