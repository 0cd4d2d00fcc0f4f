using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// Adds a vector for each row's text. Rows are read ahead and computed in batches of like length; their order stays. Disposing a stage that
/// was read from a pipeline file disposes its embedder; another's stays its owner's.
/// </summary>
public sealed record EmbedTransformer : RowToRowTransformer, ISavableTransformer, IDisposable
{
    private readonly ILogger _logger;
    private bool _ownsEmbedder;

    /// <summary>Makes the stage.</summary>
    /// <param name="embedder">What makes the vectors; it stays its owner's.</param>
    /// <param name="options">Columns and batches.</param>
    /// <param name="logger">Where cut texts are reported; null for nowhere.</param>
    public EmbedTransformer(Embedder embedder, EmbedOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        ArgumentNullException.ThrowIfNull(options);
        (Embedder, Options, _logger) = (embedder, options, logger ?? NullLogger.Instance);
    }

    /// <summary>What makes the vectors.</summary>
    public Embedder Embedder { get; }

    /// <summary>Columns and batches.</summary>
    public EmbedOptions Options { get; }

    /// <inheritdoc/>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new EmbedView(this, input, base.Transform(input), _logger);
    }

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(Options);
        EmbedderState.Save(Embedder, context);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsEmbedder)
            Embedder.Dispose();
    }

    internal static EmbedTransformer Load(ModelLoadContext context)
    {
        var options = context.ReadJson<EmbedOptions>();
        var embedder = EmbedderState.Load(context, context.Services.GetRequiredService<ITensorBackend>());
        return new EmbedTransformer(embedder, options, context.Services.GetService<ILogger<EmbedTransformer>>()) { _ownsEmbedder = true };
    }

    /// <summary>The vectors of texts, some of which may be refused as too long.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="firstRow">The position of the first, for errors.</param>
    internal EmbeddedTexts Embed(IReadOnlyList<string> texts, long firstRow)
    {
        var limit = Embedder.Config.MaximumLength;
        for (var i = 0; !Options.AllowTruncation && i < texts.Count; i++)
        {
            Embedder.Tokenize(texts[i], out var count);
            if (count > limit)
            {
                throw new CellException(
                    firstRow + i, Options.InputColumn,
                    $"the text has {count} tokens, but the embedder takes {limit}. Chunk it, or allow it to be cut (AllowTruncation).");
            }
        }

        return Embedder.Embed(texts, Options.BatchSize);
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var input = map.Require<ReadOnlyMemory<char>>(Options.InputColumn);
        map.Add<VBuffer<float>>(Options.OutputColumn, new VectorDataViewType(NumberDataViewType.Single, Embedder.Size), [input], row =>
        {
            var getText = row.GetGetter<ReadOnlyMemory<char>>(input);
            ReadOnlyMemory<char> text = default;
            return (ref VBuffer<float> value) =>
            {
                getText(ref text);
                Write(Embed([text.ToString()], row.Position)[0], ref value);
            };
        });
    }

    /// <summary>Fills a vector.</summary>
    internal static void Write(ReadOnlySpan<float> source, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, source.Length);
        source.CopyTo(editor.Values);
        value = editor.Commit();
    }
}
