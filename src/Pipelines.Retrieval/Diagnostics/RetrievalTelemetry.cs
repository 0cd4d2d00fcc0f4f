using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipelines.Retrieval;

/// <summary>What the retrieve stage measures of each batch of queries.</summary>
internal static class RetrievalTelemetry
{
    private const string RetrieverTag = "pipelines.retriever";

    private static readonly Counter<long> Queries = PipelineDiagnostics.Meter.CreateCounter<long>(
        "pipelines.retrieval.queries", "{query}", "Queries that were answered.");

    private static readonly Histogram<double> Duration = PipelineDiagnostics.Meter.CreateHistogram<double>(
        "pipelines.retrieval.duration", "s", "How long a batch of queries took.");

    /// <summary>Asks a retriever.</summary>
    public static IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(ITextRetriever retriever, IReadOnlyList<string> queries, int topK)
    {
        var isMeasured = Queries.Enabled || Duration.Enabled || PipelineDiagnostics.Activities.HasListeners();
        if (!isMeasured)
            return retriever.Retrieve(queries, topK);
        var name = retriever.GetType().Name;
        using var activity = PipelineDiagnostics.Activities.StartActivity($"retrieve {name}");
        activity?.SetTag(RetrieverTag, name);
        activity?.SetTag("pipelines.retrieval.query_count", queries.Count);
        activity?.SetTag("pipelines.retrieval.top_k", topK);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var found = retriever.Retrieve(queries, topK);
            Queries.Add(queries.Count, new KeyValuePair<string, object?>(RetrieverTag, name));
            return found;
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
        finally
        {
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>(RetrieverTag, name));
        }
    }
}
