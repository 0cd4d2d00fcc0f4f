using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pipelines;

/// <summary>
/// Adds a vector for each row's text. Rows are read ahead and computed together. A pipeline file holds the embedder where it is one that
/// can be saved, or else its name. Disposing a stage that was read from a file disposes the embedder that the file held; another's stays
/// its owner's.
/// </summary>
public sealed record EmbedTransformer : BatchedRowTransformer<string, ReadOnlyMemory<float>>, ISavableTransformer, IDisposable
{
    private readonly ILogger _logger;
    private bool _ownsEmbedder;

    /// <summary>Makes the stage.</summary>
    /// <param name="embedder">What makes the vectors; it stays its owner's.</param>
    /// <param name="options">Columns and batches; they must not change afterwards.</param>
    /// <param name="logger">Where cut texts are reported; null for nowhere.</param>
    /// <exception cref="PipelineException">
    /// No text may be cut (<see cref="EmbedOptions.AllowTruncation"/>), and the embedder does not say how many tokens it takes.
    /// </exception>
    public EmbedTransformer(ITextEmbedder embedder, EmbedOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.AllowTruncation && embedder.MaximumTokens is null)
        {
            throw new PipelineException(
                $"No text may be cut, but the embedder ({embedder.GetType().Name}) does not say how many tokens it takes. Take one that "
                + "does, or allow it to cut (AllowTruncation).");
        }

        (Embedder, Options, _logger) = (embedder, options, logger ?? NullLogger.Instance);
    }

    /// <summary>What makes the vectors.</summary>
    public ITextEmbedder Embedder { get; }

    /// <summary>Columns and batches.</summary>
    public EmbedOptions Options { get; }

    /// <inheritdoc/>
    protected override int BatchedRows => Options.WindowSize;

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(Options);
        TextEmbedderState.Save(context, Embedder, Options.Embedder is null ? Options.EmbedderName : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsEmbedder)
            (Embedder as IDisposable)?.Dispose();
    }

    /// <summary>Reads back a saved stage, for stages that give one when they are fitted.</summary>
    public static EmbedTransformer Load(ModelLoadContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var options = context.ReadJson<EmbedOptions>();
        var embedder = TextEmbedderState.Load(context, out var isOwned);
        if (isOwned)
            options.Embedder = embedder;
        return new EmbedTransformer(embedder, options, context.Services.GetService<ILogger<EmbedTransformer>>()) { _ownsEmbedder = isOwned };
    }

    /// <inheritdoc/>
    protected override RowComputation<string> Read(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var input = map.Require<ReadOnlyMemory<char>>(Options.InputColumn);
        return map.Compute<string>([input], row =>
        {
            var getText = row.GetGetter<ReadOnlyMemory<char>>(input);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getText(ref text);
                return string.Concat(Options.Prefix, text.Span);
            };
        });
    }

    /// <inheritdoc/>
    protected override void Add(RowMapperBuilder map, RowComputation<ReadOnlyMemory<float>> results)
    {
        ArgumentNullException.ThrowIfNull(map);
        map.Add<ReadOnlyMemory<float>, VBuffer<float>>(
            Options.OutputColumn, new VectorDataViewType(NumberDataViewType.Single, Embedder.Dimension), results,
            (ReadOnlyMemory<float> vector, ref VBuffer<float> value) =>
            {
                var editor = VBufferEditor.Create(ref value, vector.Length);
                vector.Span.CopyTo(editor.Values);
                value = editor.Commit();
            });
    }

    /// <inheritdoc/>
    protected override RowBatchPass<string, ReadOnlyMemory<float>> BeginPass() => new EmbedPass(Embedder, Options, _logger);
}
