using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>
/// Metrics of rankings over views. The column <c>ranking</c> holds labels, best first; a text of them with spaces between (<c>B A D</c>);
/// or a score for each label, whose labels are then indices from 0, or letters from A. The column <c>label</c> holds the right label, or
/// several.
/// </summary>
public static class RankingExtensions
{
    /// <summary>
    /// MAP@k as Kaggle defines it: of one right label, one over its rank among the first k; of several, <c>apk</c>'s average precision,
    /// divided by their number or k, whichever is less.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="k">How many places of a ranking are looked at.</param>
    /// <param name="label">The column of right labels.</param>
    /// <param name="ranking">The column of rankings or scores.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A row has no right label, a score is NaN, or a label is none of those scored.</exception>
    /// <exception cref="PipelineException">There are no rows.</exception>
    public static MetricResult MeanAveragePrecision(
        this EvaluationCatalog catalog, IDataView data, int k = 3, string label = ColumnNames.Label, string ranking = ColumnNames.Score,
        Action<RankingOptions>? configure = null, CancellationToken cancellationToken = default) =>
        Score(
            catalog, data, k, label, ranking, null, configure, $"MAP@{k}", "map|divisor:min(labels,k)",
            row => RankingMetrics.AveragePrecisionAt(row.Ranking, row.Relevant, k), cancellationToken);

    /// <summary>MRR: one over the rank of the first right label.</summary>
    /// <inheritdoc cref="MeanAveragePrecision"/>
    public static MetricResult MeanReciprocalRank(
        this EvaluationCatalog catalog, IDataView data, int k = int.MaxValue, string label = ColumnNames.Label,
        string ranking = ColumnNames.Score, Action<RankingOptions>? configure = null, CancellationToken cancellationToken = default) =>
        Score(
            catalog, data, k, label, ranking, null, configure, Named("MRR", k), "mrr",
            row => RankingMetrics.ReciprocalRank(row.Ranking, row.Relevant, k), cancellationToken);

    /// <summary>Recall@k: the part of the right labels that is among the first k.</summary>
    /// <inheritdoc cref="MeanAveragePrecision"/>
    public static MetricResult RecallAt(
        this EvaluationCatalog catalog, IDataView data, int k, string label = ColumnNames.Label, string ranking = ColumnNames.Score,
        Action<RankingOptions>? configure = null, CancellationToken cancellationToken = default) =>
        Score(
            catalog, data, k, label, ranking, null, configure, $"recall@{k}", "recall",
            row => RankingMetrics.RecallAt(row.Ranking, row.Relevant, k), cancellationToken);

    /// <summary>nDCG@k as in trec_eval: linear gains, divided by log2(rank + 1), and by the best there could be.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="k">How many places of a ranking are looked at.</param>
    /// <param name="label">The column of right labels.</param>
    /// <param name="ranking">The column of rankings or scores.</param>
    /// <param name="gains">The column of what each label is worth; null for 1.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <inheritdoc cref="MeanAveragePrecision"/>
    public static MetricResult NormalizedDiscountedCumulativeGain(
        this EvaluationCatalog catalog, IDataView data, int k = int.MaxValue, string label = ColumnNames.Label,
        string ranking = ColumnNames.Score, string? gains = null, Action<RankingOptions>? configure = null,
        CancellationToken cancellationToken = default) =>
        Score(
            catalog, data, k, label, ranking, gains, configure, Named("nDCG", k), "ndcg|gains:linear|discount:log2",
            row => GainMetrics.NormalizedDiscountedCumulativeGain(row.Ranking, row.ToGains(), k), cancellationToken);

    /// <summary>
    /// Accuracy: the share of rows whose prediction is a right label. The prediction is a label, or a score for each, of which the highest
    /// counts.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="label">The column of right labels.</param>
    /// <param name="prediction">The column of predicted labels, or of scores.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <inheritdoc cref="MeanAveragePrecision"/>
    public static MetricResult Accuracy(
        this EvaluationCatalog catalog, IDataView data, string label = ColumnNames.Label, string prediction = ColumnNames.PredictedLabel,
        Action<RankingOptions>? configure = null, CancellationToken cancellationToken = default) =>
        Score(
            catalog, data, 1, label, prediction, null, configure, "accuracy", "accuracy",
            row => RankingMetrics.SuccessAt(row.Ranking, row.Relevant, 1), cancellationToken, splitsText: false);

    private static string Named(string name, int k) => k == int.MaxValue ? name : $"{name}@{k}";

    private static MetricResult Score(
        EvaluationCatalog catalog, IDataView data, int k, string label, string ranking, string? gains, Action<RankingOptions>? configure,
        string name, string definition, Func<RankedRow, double> score, CancellationToken cancellationToken, bool splitsText = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var rows = new RankedRows(data.Schema, label, ranking, gains, options, splitsText);
        var scores = new List<double>();
        var unlabelled = 0;
        foreach (var row in rows.Read(data, cancellationToken))
        {
            unlabelled += row.Relevant.Count == 0 ? 1 : 0;
            scores.Add(score(row));
        }

        var cutoff = k == int.MaxValue ? "all" : $"{k}";
        var without = options.CountRowsWithoutLabels ? $"0 ({unlabelled})" : "error";
        return MetricResult.OfMean(
            name, [.. scores], options,
            $"{definition}|k:{cutoff}|ties:{rows.Ties}|rows-without-labels:{without}");
    }
}
