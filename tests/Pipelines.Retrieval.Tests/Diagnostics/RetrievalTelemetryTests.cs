using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipelines.Retrieval.Tests;

[NonParallelizable]
public class RetrievalTelemetryTests
{
    [Test]
    public void QueriesAndTheirDurationAreMeasured()
    {
        var queries = new List<long>();
        var durations = new List<double>();
        var spans = new List<Activity>();
        using var root = new Activity("test").Start();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Name.StartsWith("pipelines.retrieval.", StringComparison.Ordinal))
                    to.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((_, value, tags, _) => Take(tags, () => queries.Add(value)));
        meters.SetMeasurementEventCallback<double>((_, value, tags, _) => Take(tags, () => durations.Add(value)));
        meters.Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PipelineDiagnostics.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.TraceId == root.TraceId)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);

        RetrievalTelemetry.Retrieve(new Echo(), ["a", "b", "c"], 2);
        Assert.That(() => RetrievalTelemetry.Retrieve(new Echo(), ["fail"], 2), Throws.TypeOf<RetrievalException>());

        Assert.That(queries, Is.EqualTo(new[] { 3L }));
        Assert.That(durations, Has.Count.EqualTo(2).And.All.GreaterThanOrEqualTo(0));
        Assert.That(spans.Select(s => (s.OperationName, s.Status)), Is.EqualTo(new[]
        {
            ("retrieve Echo", ActivityStatusCode.Unset), ("retrieve Echo", ActivityStatusCode.Error),
        }));
        Assert.That(spans[0].GetTagItem("pipelines.retrieval.query_count"), Is.EqualTo(3));
    }

    private static void Take(ReadOnlySpan<KeyValuePair<string, object?>> tags, Action take)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "pipelines.retriever" && tag.Value is nameof(Echo))
                take();
        }
    }

    private sealed class Echo : ITextRetriever
    {
        public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
            IReadOnlyList<string> queries, int topK = 3, CancellationToken cancellationToken = default) =>
            queries[0] == "fail" ? throw new RetrievalException("no") : [.. queries.Select(_ => (IReadOnlyList<RetrievedPassage>)[])];
    }
}
