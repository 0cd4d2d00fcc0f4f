using Microsoft.Extensions.Logging;

namespace Pipelines.Retrieval;

/// <summary>One pass of the re-rank stage: rows that have passages go to the reranker together.</summary>
internal sealed partial class RerankPass(IPassageReranker reranker, RerankOptions options, ILogger logger)
    : RowBatchPass<RerankRequest, IReadOnlyList<RetrievedPassage>>
{
    public override void Compute(RowBatch<RerankRequest, IReadOnlyList<RetrievedPassage>> batch) => batch.Compute(
        (start, count) =>
        {
            var rows = new List<int>(count);
            for (var row = start; row < start + count; row++)
            {
                if (batch.Sources[row].Passages.Count > 0)
                    rows.Add(row);
                else
                    batch.Set(row, []);
            }

            if (rows.Count == 0)
                return;
            var ranked = reranker.Rerank(rows.ConvertAll(row => batch.Sources[row]), options.TopK);
            if (ranked.Count != rows.Count)
            {
                throw new PipelineException(
                    $"The reranker ({reranker.GetType().Name}) got {rows.Count} requests and gave {ranked.Count} lists. Repair it.");
            }

            for (var i = 0; i < rows.Count; i++)
                batch.Set(rows[i], ranked[i]);
        },
        (row, error) =>
        {
            if (error is not RetrievalException || !options.AllowRefused)
                return new CellException(batch.FirstRow + row, options.PassageColumn, error.Message, null, error);
            LogRefused(logger, batch.FirstRow + row, options.PassageColumn, error.Message);
            var found = batch.Sources[row].Passages;
            var kept = new RetrievedPassage[Math.Min(options.TopK, found.Count)];
            for (var i = 0; i < kept.Length; i++)
                kept[i] = found[i];
            batch.Set(row, kept);
            return null;
        });

    [LoggerMessage(EventId = 6202, Level = LogLevel.Warning, Message = "Row {Row}, column '{Column}', kept the order of its passages: {Why}")]
    private static partial void LogRefused(ILogger logger, long row, string column, string why);
}
