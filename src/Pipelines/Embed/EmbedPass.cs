using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>One pass of the embed stage: makes the vectors, and counts what was cut.</summary>
internal sealed partial class EmbedPass(ITextEmbedder embedder, EmbedOptions options, ILogger logger)
    : RowBatchPass<string, ReadOnlyMemory<float>>
{
    private long _total;
    private long _cut;

    public override void Compute(RowBatch<string, ReadOnlyMemory<float>> batch) => batch.Compute(
        (start, count) =>
        {
            var texts = new string[count];
            for (var i = 0; i < count; i++)
                texts[i] = batch.Sources[start + i];
            var embedded = embedder.EmbedChecked(texts, options.BatchSize);
            if (!options.AllowTruncation)
                RequireWhole(texts, embedded);
            for (var i = 0; i < count; i++)
                batch.Set(start + i, embedded.Vectors.AsMemory(i * embedded.Size, embedded.Size));
            (_total, _cut) = (_total + count, _cut + embedded.TruncatedCount);
        },
        (row, error) => new CellException(batch.FirstRow + row, options.InputColumn, error.Message, null, error));

    public override void Complete()
    {
        if (_cut > 0)
            LogTruncated(logger, _cut, _total, options.InputColumn, embedder.MaximumTokens ?? 0);
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning,
        Message = "{Cut} of {Total} texts in '{Column}' have more than {Limit} tokens; what lies behind had no part in their vectors.")]
    private static partial void LogTruncated(ILogger logger, long cut, long total, string column, int limit);

    private void RequireWhole(string[] texts, EmbeddedTexts embedded)
    {
        var limit = embedder.MaximumTokens;
        for (var i = 0; i < texts.Length; i++)
        {
            if ((embedded.TokenCounts?[i] ?? embedder.CountTokens(texts[i])) is { } count && count > limit)
            {
                throw new PipelineException(
                    $"the text has {count} tokens, but the embedder takes {limit}. Chunk it, or allow it to be cut (AllowTruncation).");
            }
        }
    }
}
