using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pipelines.Retrieval;

/// <summary>
/// Adds the passages that a retriever finds for a row's query, with their scores and ids. A pipeline file holds the name of a registered
/// retriever, not the index: whoever opens it registers one.
/// </summary>
public sealed record RetrieveTransformer : RowToRowTransformer, ISavableTransformer
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
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var input = map.Require<ReadOnlyMemory<char>>(Options.InputColumn);
        var passages = map.Compute<IReadOnlyList<RetrievedPassage>>([input], row =>
        {
            var getQuery = row.GetGetter<ReadOnlyMemory<char>>(input);
            ReadOnlyMemory<char> query = default;
            return () =>
            {
                getQuery(ref query);
                return Retrieve(query.ToString(), row.Position);
            };
        });
        Add<ReadOnlyMemory<char>>(map, Options.OutputColumn, TextDataViewType.Instance, passages, passage => passage.Text.AsMemory());
        Add<double>(map, Options.ScoreColumn, NumberDataViewType.Double, passages, passage => passage.Score);
        Add<long>(map, Options.IdColumn, NumberDataViewType.Int64, passages, passage => passage.Id);
    }

    private static void Add<T>(
        RowMapperBuilder map, string column, PrimitiveDataViewType type, RowComputation<IReadOnlyList<RetrievedPassage>> passages,
        Func<RetrievedPassage, T> select) => map.Add<IReadOnlyList<RetrievedPassage>, VBuffer<T>>(
            column, new VectorDataViewType(type), passages, (IReadOnlyList<RetrievedPassage> found, ref VBuffer<T> value) =>
            {
                var editor = VBufferEditor.Create(ref value, found.Count);
                for (var i = 0; i < found.Count; i++)
                    editor.Values[i] = select(found[i]);
                value = editor.Commit();
            });

    private IReadOnlyList<RetrievedPassage> Retrieve(string query, long row)
    {
        try
        {
            return Retriever.Retrieve(query, Options.TopK);
        }
        catch (RetrievalException e) when (Options.AllowRefused)
        {
            RetrieveLog.Refused(_logger, row, Options.InputColumn, e.Message);
            return [];
        }
        catch (RetrievalException e)
        {
            throw new CellException(row, Options.InputColumn, e.Message, null, e);
        }
    }
}
