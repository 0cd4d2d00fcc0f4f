using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pipelines.Retrieval;

/// <summary>
/// Adds the passages that a retriever finds for a row's query, with their scores and ids. Rows are read ahead and retrieved together; one
/// that is refused does not cost the others theirs. A pipeline file holds the name of a registered retriever, not the index: whoever opens
/// it registers one.
/// </summary>
public sealed record RetrieveTransformer : BatchedRowTransformer<string, IReadOnlyList<RetrievedPassage>>, ISavableTransformer
{
    private readonly ILogger _logger;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">How; they must not change afterwards.</param>
    /// <param name="retriever">The options' own retriever, or the one that is registered under their name.</param>
    /// <param name="logger">Where rows that got no passages are reported; null for nowhere.</param>
    public RetrieveTransformer(RetrieveOptions options, ITextRetriever retriever, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(retriever);
        (Options, Retriever, _logger) = (options, retriever, logger ?? NullLogger.Instance);
    }

    /// <summary>Columns and numbers.</summary>
    public RetrieveOptions Options { get; }

    /// <summary>What finds the passages.</summary>
    public ITextRetriever Retriever { get; }

    /// <inheritdoc/>
    protected override int BatchedRows => Options.BatchSize;

    /// <inheritdoc/>
    /// <exception cref="PipelineException">The retriever is not registered.</exception>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Options.Retriever is not null)
        {
            throw new PipelineException(
                "The retrieve stage was given its retriever, and a pipeline file holds no index. Register the retriever "
                + "(builder.AddRetriever(name, …)), name it in the options, and save again.");
        }

        context.WriteJson(Options);
    }

    internal static RetrieveTransformer Load(ModelLoadContext context)
    {
        var options = context.ReadJson<RetrieveOptions>();
        var logger = context.Services.GetService<ILogger<RetrieveTransformer>>();
        return new RetrieveTransformer(options, Find(options, context.Services), logger);
    }

    internal static ITextRetriever Find(RetrieveOptions options, IServiceProvider services) =>
        services.GetKeyedService<ITextRetriever>(options.Index) ?? throw new PipelineException(
            $"There is no retriever {(options.Index.Length == 0 ? "without a name" : $"'{options.Index}'")}. Register it: "
            + "builder.AddRetriever(name, services => …), or give the stage one.");

    /// <inheritdoc/>
    protected override RowComputation<string> Read(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var input = map.Require<ReadOnlyMemory<char>>(Options.InputColumn);
        return map.Compute<string>([input], row =>
        {
            var getQuery = row.GetGetter<ReadOnlyMemory<char>>(input);
            ReadOnlyMemory<char> query = default;
            return () =>
            {
                getQuery(ref query);
                return query.ToString();
            };
        });
    }

    /// <inheritdoc/>
    protected override void Add(RowMapperBuilder map, RowComputation<IReadOnlyList<RetrievedPassage>> results)
    {
        ArgumentNullException.ThrowIfNull(map);
        PassageColumns.Add(map, results, Options.OutputColumn, Options.ScoreColumn, Options.IdColumn);
    }

    /// <inheritdoc/>
    protected override RowBatchPass<string, IReadOnlyList<RetrievedPassage>> BeginPass() => new RetrievePass(Retriever, Options, _logger);
}
