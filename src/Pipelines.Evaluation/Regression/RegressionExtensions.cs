using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Metrics of predicted numbers over views.</summary>
public static class RegressionExtensions
{
    /// <summary>Pearson's and Spearman's correlation and the errors of predicted numbers.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="label">The column of right numbers.</param>
    /// <param name="score">The column of predicted numbers.</param>
    /// <param name="configure">Changes how intervals are made.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A value is NaN or infinite.</exception>
    /// <exception cref="PipelineException">There are less than two rows, or all numbers of a column are equal.</exception>
    public static RegressionResult Regression(
        this EvaluationCatalog catalog, IDataView data, string label = ColumnNames.Label, string score = ColumnNames.Score,
        Action<MetricOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var (labelColumn, scoreColumn) = (ScoreColumn.Require(data.Schema, label), ScoreColumn.Require(data.Schema, score));
        var (labels, scores) = (new List<double>(), new List<double>());
        using (var cursor = data.GetRowCursor(NeededColumns.Of(labelColumn.Column, scoreColumn.Column)))
        {
            var (readLabel, readScore) = (labelColumn.StartOne(cursor), scoreColumn.StartOne(cursor));
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                labels.Add(readLabel());
                scores.Add(readScore());
            }
        }

        double[] right = [.. labels], predicted = [.. scores];
        CorrelationMetrics.Spearman(right, predicted);
        var estimates = Bootstrap.Figures(right.Length, 4, options, (rows, figures) =>
        {
            var (x, y) = (new double[rows.Length], new double[rows.Length]);
            var (absolute, squares) = (0.0, 0.0);
            for (var i = 0; i < rows.Length; i++)
            {
                (x[i], y[i]) = (right[rows[i]], predicted[rows[i]]);
                var distance = Math.Abs(x[i] - y[i]);
                (absolute, squares) = (absolute + distance, squares + distance * distance);
            }

            figures[0] = CorrelationMetrics.PearsonOrNaN(x, y);
            figures[1] = CorrelationMetrics.PearsonOrNaN(CorrelationMetrics.Ranks(x), CorrelationMetrics.Ranks(y));
            figures[2] = absolute / rows.Length;
            figures[3] = Math.Sqrt(squares / rows.Length);
        });
        return new RegressionResult([.. right.Zip(predicted, (a, b) => Math.Abs(a - b))], estimates);
    }
}
