using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipelines.Training;

/// <summary>What a training run measures after every step.</summary>
internal static class TrainingTelemetry
{
    private const string StageTag = "pipelines.stage";

    private static readonly Counter<long> Steps = PipelineDiagnostics.Meter.CreateCounter<long>(
        "pipelines.training.steps", "{step}", "Optimizer steps done.");

    private static readonly Counter<long> Tokens = PipelineDiagnostics.Meter.CreateCounter<long>(
        "pipelines.training.tokens", "{token}", "Tokens learned from.");

    private static readonly Histogram<double> Duration = PipelineDiagnostics.Meter.CreateHistogram<double>(
        "pipelines.training.step.duration", "s", "How long a step took, measuring and checkpoints not counted.");

    private static readonly Gauge<double> Loss = PipelineDiagnostics.Meter.CreateGauge<double>(
        "pipelines.training.loss", "nat", "The last step's mean loss per label.");

    private static readonly Gauge<double> ValidationLoss = PipelineDiagnostics.Meter.CreateGauge<double>(
        "pipelines.training.validation.loss", "nat", "The mean loss on the validation data, where it was measured last.");

    private static readonly Gauge<double> LearningRate = PipelineDiagnostics.Meter.CreateGauge<double>(
        "pipelines.training.learning_rate", "1", "The last step's learning rate.");

    private static readonly Gauge<double> GradientNorm = PipelineDiagnostics.Meter.CreateGauge<double>(
        "pipelines.training.gradient_norm", "1", "The global norm of the last step's gradient before clipping.");

    public static Activity? StartRun(string stage)
    {
        if (!PipelineDiagnostics.Activities.HasListeners())
            return null;
        var activity = PipelineDiagnostics.Activities.StartActivity($"train {stage}");
        activity?.SetTag(StageTag, stage);
        return activity;
    }

    public static void Stepped(TrainingProgress step, int tokens, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>(StageTag, step.Stage);
        Steps.Add(1, tag);
        Tokens.Add(tokens, tag);
        Duration.Record(duration.TotalSeconds, tag);
        Loss.Record(step.Loss, tag);
        LearningRate.Record(step.LearningRate, tag);
        GradientNorm.Record(step.GradientNorm, tag);
        if (step.ValidationLoss is { } validation)
            ValidationLoss.Record(validation, tag);
    }
}
