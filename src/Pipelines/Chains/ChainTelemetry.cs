using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipelines;

/// <summary>What a chain measures: how long its stages take to fit, and an activity for each.</summary>
internal static class ChainTelemetry
{
    private const string StageTag = "pipelines.stage";

    private static readonly Histogram<double> FitDuration = PipelineDiagnostics.Meter.CreateHistogram<double>(
        "pipelines.stage.fit.duration", "s", "How long a stage of a chain took to fit.");

    public static Activity? StartFit(string place, string stage) => Start("fit", place, stage);

    public static Activity? StartTransform(string place, string stage) => Start("transform", place, stage);

    public static void Fitted(string stage, TimeSpan duration, Exception? error = null)
    {
        if (!FitDuration.Enabled)
            return;
        var tags = new TagList { { StageTag, stage } };
        if (error is not null)
            tags.Add("error.type", error.GetType().FullName);
        FitDuration.Record(duration.TotalSeconds, tags);
    }

    private static Activity? Start(string operation, string place, string stage)
    {
        if (!PipelineDiagnostics.Activities.HasListeners())
            return null;
        var activity = PipelineDiagnostics.Activities.StartActivity($"{operation} {stage}");
        activity?.SetTag(StageTag, stage);
        activity?.SetTag("pipelines.stage.place", place);
        return activity;
    }
}
