using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Variety of texts over views.</summary>
public static class DiversityExtensions
{
    /// <summary>distinct-n of all texts together and the repetition rate of each.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="text">The column of texts.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="PipelineException">There are no rows, or none has enough words.</exception>
    public static DiversityResult Diversity(
        this EvaluationCatalog catalog, IDataView data, string text = ColumnNames.Generated, Action<DiversityOptions>? configure = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        if (options.Lengths.Any(n => n < 1))
            throw new OptionsException(nameof(DiversityOptions), [$"{nameof(DiversityOptions.Lengths)} has a length below 1."]);
        var column = data.Schema.RequireColumn<ReadOnlyMemory<char>>(text);
        var texts = new List<string>();
        using (var cursor = data.GetRowCursor([column]))
        {
            var get = cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema[text]);
            ReadOnlyMemory<char> value = default;
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                get(ref value);
                texts.Add(value.ToString());
            }
        }

        if (texts.Count == 0)
            throw MetricResult.NoRows();
        var (distinct, repetition) = (new SortedDictionary<int, double>(), new SortedDictionary<int, MetricResult>());
        foreach (var n in options.Lengths.Distinct())
        {
            distinct.Add(n, DiversityMetrics.Distinct(texts, n));
            double[] rates = [.. texts.Select(t => DiversityMetrics.RepetitionOrNull(t, n)).OfType<double>()];
            var signature = $"repetition|n:{n}|words:unicode";
            repetition.Add(n, MetricResult.OfMean($"repetition-{n}", rates, options, signature, higherIsBetter: false));
        }

        return new DiversityResult(distinct, repetition, texts.Count, texts.Count(t => DiversityMetrics.WordCount(t) == 0));
    }
}
