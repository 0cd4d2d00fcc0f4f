using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>Documents in, passages out: each row is a part of a document with its place there.</summary>
public sealed record ChunkTransformer : RowsTransformer<ChunkRow>, ISavableTransformer
{
    private const string TokenizerFile = "tokenizer.json";

    private readonly TextChunker _chunker;
    private readonly ILogger _logger;

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

    /// <summary>How documents are cut.</summary>
    public ChunkOptions Options { get; }

    /// <summary>What counts tokens.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(Options);
        if (Tokenizer is null)
            return;
        using var stream = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(Tokenizer, stream);
    }

    internal static ChunkTransformer Load(ModelLoadContext context)
    {
        var options = context.ReadJson<ChunkOptions>();
        Tokenizer? tokenizer = null;
        if (context.FileExists(TokenizerFile))
        {
            using var stream = context.OpenFile(TokenizerFile);
            tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        }

        try
        {
            return new ChunkTransformer(options, tokenizer, context.Services.GetService<ILogger<ChunkTransformer>>());
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
        if (Tokenizer is not null)
        {
            rows.Add<int>(
                ColumnNames.TokenCount, NumberDataViewType.Int32, (ChunkRow row, ref int value) => value = row.Chunk.TokenCount ?? 0);
        }
    }

    /// <inheritdoc/>
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
}
