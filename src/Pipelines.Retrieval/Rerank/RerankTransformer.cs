using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pipelines.Retrieval;

/// <summary>
/// Ranks the passages that a row has again, and keeps the best. Rows are read ahead and ranked together. A pipeline file holds the name of a
/// registered reranker.
/// </summary>
public sealed record RerankTransformer : BatchedRowTransformer<RerankRequest, IReadOnlyList<RetrievedPassage>>, ISavableTransformer
{
    private readonly ILogger _logger;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">How; they must not change afterwards.</param>
    /// <param name="reranker">The options' own reranker, or the one that is registered under their name.</param>
    /// <param name="logger">Where rows that kept their order are reported; null for nowhere.</param>
    public RerankTransformer(RerankOptions options, IPassageReranker reranker, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reranker);
        (Options, Reranker, _logger) = (options, reranker, logger ?? NullLogger.Instance);
    }

    /// <summary>Columns and numbers.</summary>
    public RerankOptions Options { get; }

    /// <summary>What ranks the passages.</summary>
    public IPassageReranker Reranker { get; }

    /// <inheritdoc/>
    protected override int BatchedRows => Options.BatchSize;

    /// <inheritdoc/>
    /// <exception cref="PipelineException">The reranker is not registered.</exception>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Options.Reranker is not null)
        {
            throw new PipelineException(
                "The re-rank stage was given its reranker, which a pipeline file cannot hold. Register it "
                + "(builder.AddReranker(name, …)), name it in the options, and save again.");
        }

        context.WriteJson(Options);
    }

    internal static RerankTransformer Load(ModelLoadContext context)
    {
        var options = context.ReadJson<RerankOptions>();
        var logger = context.Services.GetService<ILogger<RerankTransformer>>();
        return new RerankTransformer(options, Find(options, context.Services), logger);
    }

    internal static IPassageReranker Find(RerankOptions options, IServiceProvider services) =>
        services.GetKeyedService<IPassageReranker>(options.RerankerName) ?? throw new PipelineException(
            $"There is no reranker {(options.RerankerName.Length == 0 ? "without a name" : $"'{options.RerankerName}'")}. Register it: "
            + "builder.AddReranker(name, services => …), or give the stage one.");

    /// <inheritdoc/>
    protected override RowComputation<RerankRequest> Read(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var query = map.Require<ReadOnlyMemory<char>>(Options.QueryColumn);
        var passages = map.Require<VBuffer<ReadOnlyMemory<char>>>(Options.PassageColumn);
        var scores = map.Require<VBuffer<double>>(Options.ScoreColumn);
        var ids = map.Require<VBuffer<long>>(Options.IdColumn);
        return map.Compute<RerankRequest>([query, passages, scores, ids], row =>
        {
            var getQuery = row.GetGetter<ReadOnlyMemory<char>>(query);
            var getPassages = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(passages);
            var getScores = row.GetGetter<VBuffer<double>>(scores);
            var getIds = row.GetGetter<VBuffer<long>>(ids);
            ReadOnlyMemory<char> text = default;
            VBuffer<ReadOnlyMemory<char>> texts = default;
            VBuffer<double> values = default;
            VBuffer<long> numbers = default;
            return () =>
            {
                getQuery(ref text);
                getPassages(ref texts);
                getScores(ref values);
                getIds(ref numbers);
                if (values.Length != texts.Length || numbers.Length != texts.Length)
                {
                    throw new CellException(
                        row.Position, Options.PassageColumn,
                        $"there are {texts.Length} passages, but {values.Length} scores in '{Options.ScoreColumn}' and {numbers.Length} ids "
                        + $"in '{Options.IdColumn}'. Take all three from one retrieve stage.");
                }

                var found = new RetrievedPassage[texts.Length];
                for (var i = 0; i < found.Length; i++)
                {
                    found[i] = new RetrievedPassage(
                        numbers.GetItemOrDefault(i), texts.GetItemOrDefault(i).ToString(), values.GetItemOrDefault(i));
                }

                return new RerankRequest(text.ToString(), found);
            };
        });
    }

    /// <inheritdoc/>
    protected override void Add(RowMapperBuilder map, RowComputation<IReadOnlyList<RetrievedPassage>> results)
    {
        ArgumentNullException.ThrowIfNull(map);
        PassageColumns.Add(map, results, Options.PassageColumn, Options.ScoreColumn, Options.IdColumn);
    }

    /// <inheritdoc/>
    protected override RowBatchPass<RerankRequest, IReadOnlyList<RetrievedPassage>> BeginPass() =>
        new RerankPass(Reranker, Options, _logger);
}
