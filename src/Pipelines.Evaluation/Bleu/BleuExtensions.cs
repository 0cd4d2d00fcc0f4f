using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>BLEU over views.</summary>
public static class BleuExtensions
{
    /// <summary>BLEU of generated texts against the texts that were expected, from 0 to 100, as sacreBLEU computes it.</summary>
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
    public static BleuResult Bleu(
        this EvaluationCatalog catalog, IDataView data, string reference = ColumnNames.Completion, string candidate = ColumnNames.Generated,
        Action<BleuOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var scorer = new BleuScorer(options);
        var texts = ScoredTexts.Read(
            data, new TextPairs(data.Schema, reference, candidate), scorer.Columns,
            (pair, counts) => scorer.Count(pair.References, pair.Candidate, counts), cancellationToken);
        var rows = new double[texts.RowCount];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = scorer.FromCounts(texts.Row(i), effectiveOrder: true).Value;
        var estimate = Bootstrap.OfSums(
            texts.Counts, texts.Columns, 1, options, (sums, figures) => figures[0] = scorer.FromCounts(sums).Value)[0];
        var signature = scorer.Signature(SacreBleu.References(texts.ReferenceCounts));
        return new BleuResult(scorer.FromCounts(texts.Sums()), estimate, rows, texts.EmptyCandidates, signature);
    }
}
