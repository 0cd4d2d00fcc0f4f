using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Perplexity over views.</summary>
public static class PerplexityExtensions
{
    /// <summary>
    /// The perplexity of texts that a model has scored: its stage adds the columns <see cref="ColumnNames.Loss"/> and
    /// <see cref="ColumnNames.TokenCount"/>. Rows count by their tokens.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="text">
    /// The column of the texts that the losses are of, whole and as they are, for bits per byte, character and word; null for none.
    /// </param>
    /// <param name="loss">The column of mean losses per token, in nats.</param>
    /// <param name="tokenCount">The column of how many tokens that is the mean of.</param>
    /// <param name="configure">Changes how intervals are made.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A loss is NaN, infinite or negative, or a row has no token or no word.</exception>
    /// <exception cref="PipelineException">There are no rows.</exception>
    public static PerplexityResult Perplexity(
        this EvaluationCatalog catalog, IDataView data, string? text = null, string loss = ColumnNames.Loss,
        string tokenCount = ColumnNames.TokenCount, Action<MetricOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(tokenCount);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var rows = new LikelihoodRows(data.Schema, loss, tokenCount, text);
        var (counts, perplexities, total) = (new List<double>(), new List<double>(), default(TextLikelihood));
        using (var cursor = data.GetRowCursor(rows.Columns))
        {
            var read = rows.Start(cursor);
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var row = read();
                total += row;
                perplexities.Add(PerplexityMetrics.Perplexity(row));
                counts.AddRange([row.LogLikelihood, row.Tokens, row.Bytes, row.Characters, row.Words]);
            }
        }

        if (perplexities.Count == 0)
            throw MetricResult.NoRows();
        var figures = text is null ? 1 : 4;
        var estimates = Bootstrap.OfSums([.. counts], 5, figures, options, (sums, values) =>
        {
            var some = new TextLikelihood(sums[0], (long)sums[1], (long)sums[2], (long)sums[3], (long)sums[4]);
            values[0] = PerplexityMetrics.Perplexity(some);
            if (values.Length > 1)
            {
                values[1] = PerplexityMetrics.BitsPerByte(some);
                (values[2], values[3]) = (PerplexityMetrics.BitsPerCharacter(some), PerplexityMetrics.BitsPerWord(some));
            }
        });
        return new PerplexityResult(perplexities, total, estimates, text is not null);
    }
}
