using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipelines.Training;

/// <summary>
/// What generation measures, by the names of OpenTelemetry's conventions for generative AI where they have one.
/// </summary>
internal static class GenerationTelemetry
{
    private const string OperationTag = "gen_ai.operation.name";
    private const string ProviderTag = "gen_ai.provider.name";
    private const string Operation = "text_completion";
    private const string Provider = "pipelines";

    private static readonly Histogram<long> TokenUsage = PipelineDiagnostics.Meter.CreateHistogram<long>(
        "gen_ai.client.token.usage", "{token}", "Tokens of prompts (input) and of continuations (output).");

    private static readonly Histogram<double> Duration = PipelineDiagnostics.Meter.CreateHistogram<double>(
        "gen_ai.server.request.duration", "s", "From the request to its last token, waiting included.");

    private static readonly Histogram<double> TimeToFirstToken = PipelineDiagnostics.Meter.CreateHistogram<double>(
        "gen_ai.server.time_to_first_token", "s", "From a queued request to its first token, waiting included.");

    private static readonly UpDownCounter<long> QueueLength = PipelineDiagnostics.Meter.CreateUpDownCounter<long>(
        "pipelines.generation.queue.length", "{request}", "Requests that wait for a place among those computed.");

    private static readonly UpDownCounter<long> Running = PipelineDiagnostics.Meter.CreateUpDownCounter<long>(
        "pipelines.generation.active_requests", "{request}", "Requests that are being computed by queues.");

    public static void Waiting(int change) => QueueLength.Add(change);

    public static void Active(int change) => Running.Add(change);

    public static Activity? Start(GenerationSettings settings)
    {
        var activity = PipelineDiagnostics.Activities.StartActivity(Operation);
        if (activity is null)
            return null;
        activity.SetTag(OperationTag, Operation);
        activity.SetTag(ProviderTag, Provider);
        activity.SetTag("gen_ai.request.max_tokens", settings.MaximumNewTokens);
        activity.SetTag("gen_ai.request.seed", settings.Seed);
        return activity;
    }

    public static void FirstToken(long started)
    {
        if (TimeToFirstToken.Enabled)
            TimeToFirstToken.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, Tags());
    }

    /// <summary>A request is answered.</summary>
    public static void Finished(Activity? activity, long started, long inputTokens, long outputTokens, FinishReason? reason)
    {
        if (Duration.Enabled)
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, Tags());
        if (TokenUsage.Enabled)
        {
            TokenUsage.Record(inputTokens, Tags("gen_ai.token.type", "input"));
            TokenUsage.Record(outputTokens, Tags("gen_ai.token.type", "output"));
        }

        if (activity is null)
            return;
        activity.SetTag("gen_ai.usage.input_tokens", inputTokens);
        activity.SetTag("gen_ai.usage.output_tokens", outputTokens);
        if (reason is { } why)
        {
            var name = why is FinishReason.EndToken or FinishReason.StopString ? "stop" : "length";
            activity.SetTag("gen_ai.response.finish_reasons", new[] { name });
        }
    }

    /// <summary>A request failed, or was cancelled.</summary>
    public static void Failed(Activity? activity, long started, Exception error)
    {
        activity.Fail(error);
        if (Duration.Enabled)
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, Tags("error.type", error.GetType().FullName!));
    }

    private static TagList Tags() => new() { { OperationTag, Operation }, { ProviderTag, Provider } };

    private static TagList Tags(string name, string value)
    {
        var tags = Tags();
        tags.Add(name, value);
        return tags;
    }
}
