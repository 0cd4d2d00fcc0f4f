using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>The translation edit rate over views.</summary>
public static class TerExtensions
{
    /// <summary>
    /// TER of generated texts against the texts that were expected, as sacreBLEU computes it: edits for each hundred words, lower is
    /// better. The rows' scores are theirs alone; their mean is not the corpus's.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="reference">The column of expected texts: a text a row, or several.</param>
    /// <param name="candidate">The column of generated texts.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A row has no reference, or an empty one.</exception>
    /// <exception cref="PipelineException">There are no rows.</exception>
    public static MetricResult Ter(
        this EvaluationCatalog catalog, IDataView data, string reference = ColumnNames.Completion, string candidate = ColumnNames.Generated,
        Action<TerOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var scorer = new TerScorer(options);
        var texts = ScoredTexts.Read(
            data, new TextPairs(data.Schema, reference, candidate), TerScorer.Columns,
            (pair, counts) => scorer.Count(pair.References, pair.Candidate, counts), cancellationToken);
        var rows = new double[texts.RowCount];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = TerScorer.FromCounts(texts.Row(i));
        var estimate = Bootstrap.OfSums(
            texts.Counts, texts.Columns, 1, options, (sums, figures) => figures[0] = TerScorer.FromCounts(sums))[0];
        return new MetricResult(
            "TER", rows, rows.Length, estimate, scorer.Signature(SacreBleu.References(texts.ReferenceCounts)), higherIsBetter: false);
    }
}
