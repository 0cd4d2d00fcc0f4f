using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Adds scores of texts to rows, each row scored by itself. A pipeline file holds the metrics' ids.</summary>
public sealed record ScoreTextsTransformer : RowToRowTransformer, ISavableTransformer
{
    private readonly PipelineContext _context;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">Which scores; they must not change afterwards.</param>
    /// <param name="context">Where the metrics are registered.</param>
    /// <exception cref="PipelineException">No metric is registered under an id, or two would add one column.</exception>
    public ScoreTextsTransformer(ScoreTextsOptions options, PipelineContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (Options, _context) = (options, context);
        foreach (var id in options.Metrics)
            _ = context.Evaluation.GetTextMetric(id);
        if (options.Metrics.Select(ColumnOf).GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { Key: var twice })
            throw new PipelineException($"Two metrics would add the column '{twice}'; name each once.");
    }

    /// <summary>Columns and metrics.</summary>
    public ScoreTextsOptions Options { get; }

    /// <summary>The name of the column that a metric adds.</summary>
    /// <param name="id">The metric's id.</param>
    public static string ColumnOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var name = new StringBuilder();
        foreach (var part in id[(id.LastIndexOf('.') + 1)..].Split('-', StringSplitOptions.RemoveEmptyEntries))
            name.Append(char.ToUpperInvariant(part[0])).Append(part.AsSpan(1));
        return name.ToString();
    }

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(Options);
    }

    internal static ScoreTextsTransformer Load(ModelLoadContext context) => new(context.ReadJson<ScoreTextsOptions>(), context.Context);

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var pairs = new TextPairs(map.Input, Options.ReferenceColumn, Options.CandidateColumn);
        foreach (var id in Options.Metrics)
        {
            map.Add<double>(ColumnOf(id), NumberDataViewType.Double, pairs.Columns, row =>
            {
                // A metric of a guest may not be made for several threads.
                var metric = _context.Evaluation.GetTextMetric(id);
                var read = pairs.Start(row);
                return (ref double value) => value = Best(metric, read(), row.Position, id);
            });
        }
    }

    private double Best(ITextMetric metric, TextPair pair, long row, string id)
    {
        var best = double.NaN;
        foreach (var reference in pair.References)
        {
            if (string.IsNullOrWhiteSpace(reference))
                throw new CellException(row, Options.ReferenceColumn, "the reference is empty. Fill it in, or leave the row out.");
            var score = metric.Score([reference], [pair.Candidate]);
            if (double.IsNaN(score))
                throw new CellException(row, Options.CandidateColumn, $"the metric '{id}' gave NaN.");
            if (double.IsNaN(best) || (metric.HigherIsBetter ? score > best : score < best))
                best = score;
        }

        return best;
    }
}
