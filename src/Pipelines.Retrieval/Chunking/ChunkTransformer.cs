using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>Documents in, passages out: each row is a part of a document with its place there.</summary>
public sealed record ChunkTransformer : RowsTransformer<ChunkRow>, ISavableTransformer
{
    private const string TokenizerFile = "tokenizer.json";
    private const string LimitFile = "embedder-limit.json";

    private readonly TextChunker _chunker;
    private readonly ILogger _logger;
    private readonly bool _isEmbedders;
    private Limit? _limit;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">How; they must not change afterwards.</param>
    /// <param name="tokenizer">What counts tokens; null where nothing is counted.</param>
    /// <param name="logger">Where documents that were left out are reported; null for nowhere.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">A tokenizer is needed and missing.</exception>
    public ChunkTransformer(ChunkOptions options, Tokenizer? tokenizer = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, Tokenizer, _logger) = (options, tokenizer, logger ?? NullLogger.Instance);
        _chunker = new TextChunker(options, tokenizer);
    }

    /// <summary>Makes the stage for an embedder: tokens are counted as it counts them, and no chunk has more than it takes.</summary>
    /// <param name="options">How; they must not change afterwards.</param>
    /// <param name="embedder">The embedder.</param>
    /// <param name="logger">Where documents that were left out are reported; null for nowhere.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">The embedder does not say how many tokens it takes, or does not count them.</exception>
    public ChunkTransformer(ChunkOptions options, ITextEmbedder embedder, ILogger? logger = null)
        : this(options, (embedder as ITokenizedEmbedder)?.Tokenizer, EmbedderLimit.Of(embedder), logger) =>
        _limit = embedder is ITokenizedEmbedder tokenized ? new Limit(embedder.MaximumTokens!.Value, tokenized.Preparation) : null;

    private ChunkTransformer(ChunkOptions options, Tokenizer? tokenizer, EmbedderLimit limit, ILogger? logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, Tokenizer, _logger) = (options, tokenizer, logger ?? NullLogger.Instance);
        (_chunker, _isEmbedders) = (new TextChunker(options, limit), true);
    }

    /// <summary>How documents are cut.</summary>
    public ChunkOptions Options { get; }

    /// <summary>What counts tokens, where that is a tokenizer at hand.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <inheritdoc/>
    /// <exception cref="PipelineException">The stage counts by an embedder whose tokenizer is not at hand.</exception>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_isEmbedders && _limit is null)
        {
            throw new PipelineException(
                $"The chunk stage counts by an embedder ({Options.Embedder?.GetType().Name}) whose tokenizer is not at hand, so it cannot "
                + "be saved. Give the stage the tokenizer and MaximumTokens instead.");
        }

        context.WriteJson(Options);
        if (_limit is not null)
            context.WriteJson(_limit, LimitFile);
        if (Tokenizer is null)
            return;
        using var stream = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(Tokenizer, stream);
    }

    internal static ChunkTransformer Load(ModelLoadContext context)
    {
        var options = context.ReadJson<ChunkOptions>();
        var limit = context.FileExists(LimitFile) ? context.ReadJson<Limit>(LimitFile) : null;
        Tokenizer? tokenizer = null;
        if (context.FileExists(TokenizerFile))
        {
            using var stream = context.OpenFile(TokenizerFile);
            tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        }

        try
        {
            var logger = context.Services.GetService<ILogger<ChunkTransformer>>();
            if (limit is null || tokenizer is null)
                return new ChunkTransformer(options, tokenizer, logger);
            var counted = EmbedderLimit.Of(tokenizer, limit.Preparation, limit.MaximumTokens);
            return new ChunkTransformer(options, tokenizer, counted, logger) { _limit = limit };
        }
        catch (Exception e) when (e is OptionsException or RetrievalException)
        {
            throw new ModelFormatException(
                $"The saved chunk stage does not fit together: {e.Message} Save the pipeline again.", innerException: e);
        }
    }

    /// <inheritdoc/>
    protected override void Declare(RowsBuilder<ChunkRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        rows.Input.Require<ReadOnlyMemory<char>>(Options.InputColumn);
        for (var i = 0; i < Options.KeepColumns.Count; i++)
        {
            var kept = i;
            rows.Input.Require<ReadOnlyMemory<char>>(Options.KeepColumns[i]);
            rows.Add<ReadOnlyMemory<char>>(
                Options.KeepColumns[i], TextDataViewType.Instance,
                (ChunkRow row, ref ReadOnlyMemory<char> value) => value = row.Kept[kept]);
        }

        rows.Add<ReadOnlyMemory<char>>(Options.OutputColumn, TextDataViewType.Instance, (ChunkRow row, ref ReadOnlyMemory<char> value) =>
            value = row.Document.AsMemory(row.Chunk.Span.Start, row.Chunk.Span.Length));
        rows.Add<long>(Options.SourceColumn, NumberDataViewType.Int64, (ChunkRow row, ref long value) => value = row.Source);
        rows.Add<int>(Options.StartColumn, NumberDataViewType.Int32, (ChunkRow row, ref int value) => value = row.Chunk.Span.Start);
        rows.Add<int>(Options.LengthColumn, NumberDataViewType.Int32, (ChunkRow row, ref int value) => value = row.Chunk.Span.Length);
        if (Tokenizer is not null || _isEmbedders)
        {
            rows.Add<int>(
                ColumnNames.TokenCount, NumberDataViewType.Int32, (ChunkRow row, ref int value) => value = row.Chunk.TokenCount ?? 0);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CellException">A document cannot be cut, and is not to be left out.</exception>
    protected override IEnumerator<ChunkRow> Read(IDataView input, ActiveColumns active)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(active);
        var column = input.Schema[Options.InputColumn];
        int[] keep = [.. Enumerable.Range(0, Options.KeepColumns.Count).Where(i => active[i])];
        DataViewSchema.Column[] kept = [.. keep.Select(i => input.Schema[Options.KeepColumns[i]])];
        using var cursor = input.GetRowCursor([column, .. kept]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ValueGetter<ReadOnlyMemory<char>>[] getKept = [.. kept.Select(cursor.GetGetter<ReadOnlyMemory<char>>)];
        ReadOnlyMemory<char> text = default;
        var (skipped, why) = (0L, "");
        while (cursor.MoveNext())
        {
            getText(ref text);

            // A passage may outlive the cursor's buffer.
            var row = new ChunkRow(Options.KeepColumns.Count) { Document = text.ToString(), Source = cursor.Position };
            IReadOnlyList<TextChunk> chunks;
            try
            {
                chunks = _chunker.Split(row.Document);
            }
            catch (Exception e) when (e is RetrievalException or TokenizationException)
            {
                var error = new CellException(cursor.Position, Options.InputColumn, e.Message, null, e);
                if (!Options.SkipRefused)
                    throw error;
                if (skipped++ == 0)
                    why = error.Message;
                continue;
            }

            for (var i = 0; i < keep.Length; i++)
            {
                getKept[i](ref text);
                row.Kept[keep[i]] = text.ToString().AsMemory();
            }

            foreach (var chunk in chunks)
            {
                row.Chunk = chunk;
                yield return row;
            }
        }

        if (skipped > 0)
            ChunkLog.Skipped(_logger, skipped, Options.InputColumn, why);
    }

    /// <summary>What the embedder takes, as it is saved beside its tokenizer.</summary>
    private sealed record Limit(int MaximumTokens, TextPreparation Preparation);
}
