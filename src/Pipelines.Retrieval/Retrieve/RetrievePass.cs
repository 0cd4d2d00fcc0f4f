using Microsoft.Extensions.Logging;

namespace Pipelines.Retrieval;

/// <summary>One pass of the retrieve stage: a batch of queries goes to the retriever whole.</summary>
internal sealed class RetrievePass(ITextRetriever retriever, RetrieveOptions options, ILogger logger)
    : RowBatchPass<string, IReadOnlyList<RetrievedPassage>>
{
    public override void Compute(RowBatch<string, IReadOnlyList<RetrievedPassage>> batch) => batch.Compute(
        (start, count) =>
        {
            var queries = new string[count];
            for (var i = 0; i < count; i++)
                queries[i] = batch.Sources[start + i];
            var found = RetrievalTelemetry.Retrieve(retriever, queries, options.TopK);
            if (found.Count != count)
            {
                throw new PipelineException(
                    $"The retriever ({retriever.GetType().Name}) was asked {count} queries and gave {found.Count} lists. Repair it.");
            }

            for (var i = 0; i < count; i++)
                batch.Set(start + i, found[i]);
        },
        (row, error) =>
        {
            if (error is not RetrievalException || !options.AllowRefused)
                return new CellException(batch.FirstRow + row, options.InputColumn, error.Message, null, error);
            RetrieveLog.Refused(logger, batch.FirstRow + row, options.InputColumn, error.Message);
            batch.Set(row, []);
            return null;
        });
}
