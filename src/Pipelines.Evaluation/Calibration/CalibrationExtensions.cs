using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Calibration over views.</summary>
public static class CalibrationExtensions
{
    // What single precision may make of probabilities that sum to 1.
    private const double Rounding = 1e-3;

    /// <summary>The expected calibration error: whether a model is right as often as it says.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="label">The column of right classes: indices from 0, or letters from A.</param>
    /// <param name="score">The column of probabilities or logits, one for each class.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">Scores are no numbers, or no probabilities, or a label is none of those scored.</exception>
    /// <exception cref="PipelineException">There are no rows.</exception>
    public static CalibrationResult Calibration(
        this EvaluationCatalog catalog, IDataView data, string label = ColumnNames.Label, string score = ColumnNames.Score,
        Action<CalibrationOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var column = ScoreColumn.Require(data.Schema, score);
        if (!ScoreColumn.IsScores(column.Column))
            throw SchemaException.WrongType(data.Schema, score, new VectorDataViewType(NumberDataViewType.Single), column.Column.Type);
        var pairs = new RankedRows(data.Schema, label, score, null, new RankingOptions { Ties = options.Ties }, splitsText: false);
        var (confidences, isRight) = (new List<double>(), new List<bool>());
        using (var cursor = data.GetRowCursor(pairs.Columns))
        {
            var (readRow, readScores) = (pairs.Start(cursor), column.Start(cursor));
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var scores = readScores();
                var row = readRow();
                confidences.Add(Confidence(scores, options.ScoresAreLogits, cursor.Position, score));
                isRight.Add(row.Relevant.Contains(row.Ranking[0]));
            }
        }

        if (confidences.Count == 0)
            throw MetricResult.NoRows();
        double[] all = [.. confidences];
        bool[] right = [.. isRight];
        var estimates = Bootstrap.Figures(all.Length, 3, options, (rows, figures) =>
        {
            var (some, are) = (new double[rows.Length], new bool[rows.Length]);
            for (var i = 0; i < rows.Length; i++)
                (some[i], are[i]) = (all[rows[i]], right[rows[i]]);
            figures[0] = CalibrationMetrics.ExpectedError(some, are, options.Bins);
            (figures[1], figures[2]) = (are.AsSpan().Count(true) / (double)are.Length, some.Average());
        });
        return new CalibrationResult(
            all, estimates, CalibrationMetrics.Bins(all, right, options.Bins), CalibrationMetrics.MaximumError(all, right, options.Bins),
            $"ece|bins:{options.Bins}|width:equal|edges:lower|scores:{(options.ScoresAreLogits ? "logits" : "probabilities")}"
            + $"|ties:{pairs.Ties}");
    }

    // The probability of the class that is predicted.
    private static double Confidence(double[] scores, bool areLogits, long row, string column)
    {
        var highest = scores.Max();
        if (areLogits)
            return 1 / scores.Sum(s => Math.Exp(s - highest));
        var sum = scores.Sum();
        if (scores.Min() < 0 || Math.Abs(sum - 1) > Rounding)
        {
            throw new CellException(
                row, column,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the scores are no probabilities: they sum to {sum:G4}, the least is {scores.Min():G4}. ")
                + $"Set {nameof(CalibrationOptions.ScoresAreLogits)} where they are logits.");
        }

        return Math.Min(highest, 1);
    }
}
