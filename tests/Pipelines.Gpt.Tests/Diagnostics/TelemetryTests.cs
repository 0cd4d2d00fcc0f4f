using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>What is measured, as an application sees it: through OpenTelemetry's exporter in memory.</summary>
[NonParallelizable]
public class TelemetryTests
{
    [Test]
    public async Task TrainingAndGenerationAreExported()
    {
        var metrics = new List<Metric>();
        var spans = new List<Activity>();
        using var metering = Sdk.CreateMeterProviderBuilder().AddMeter(PipelineDiagnostics.Name).AddInMemoryExporter(metrics).Build();
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(PipelineDiagnostics.Name).AddInMemoryExporter(spans).Build();

        using var context = PretrainTestBed.CreateContext();
        using (PretrainTestBed.Fit(context, o => (o.Steps, o.EvaluateEvery) = (6, 3)))
        {
        }

        using var backend = new CpuBackend(1);
        var tokenizer = CharacterTokenizer.Create("ab ".EnumerateRunes());
        using var model = new GptModel(
            backend, PretrainTestBed.Config with { VocabularySize = tokenizer.VocabularySize }, new RandomGenerator(1));
        var generator = new TextGenerator(model, tokenizer);
        generator.Generate("ab", new GenerationOptions { MaximumNewTokens = 4 });
        using (var queue = new GenerationQueue(generator))
            await queue.GenerateAsync("ba", new GenerationOptions { MaximumNewTokens = 5 });
        metering.ForceFlush();
        tracing.ForceFlush();

        Assert.That(Sum(metrics, "pipelines.training.steps"), Is.EqualTo(6));
        Assert.That(Sum(metrics, "pipelines.training.tokens"), Is.EqualTo(6 * 4 * PretrainTestBed.BlockSize));
        Assert.That(Count(metrics, "pipelines.training.step.duration"), Is.EqualTo(6));
        Assert.That(Names(metrics), Is.SupersetOf(new[]
        {
            "pipelines.training.loss", "pipelines.training.validation.loss", "pipelines.training.learning_rate",
            "pipelines.training.gradient_norm", "pipelines.stage.fit.duration", "gen_ai.server.time_to_first_token",
        }));
        Assert.That(Count(metrics, "gen_ai.server.request.duration"), Is.EqualTo(2));
        Assert.That(Count(metrics, "gen_ai.client.token.usage"), Is.EqualTo(4), "input and output of two requests");
        Assert.That(Sum(metrics, "pipelines.generation.queue.length"), Is.Zero);
        Assert.That(Sum(metrics, "pipelines.generation.active_requests"), Is.Zero);

        var completions = spans.Where(span => span.OperationName == "text_completion").ToList();
        Assert.That(completions.Select(span => span.GetTagItem("gen_ai.usage.output_tokens")), Is.EqualTo(new object[] { 4L, 5L }));
        Assert.That(completions.Select(span => span.GetTagItem("gen_ai.usage.input_tokens")), Is.EqualTo(new object[] { 2L, 2L }));
        Assert.That(completions[0].GetTagItem("gen_ai.response.finish_reasons"), Is.EqualTo(new[] { "length" }));
        var training = spans.Single(span => span.OperationName.StartsWith("train ", StringComparison.Ordinal));
        Assert.That(training.Parent?.OperationName, Does.StartWith("fit "), "a trainer's run is a part of its stage's fitting");
    }

    [Test]
    public async Task ARequestsActivityBelongsToItsCallerAndIsNotLeftBehind()
    {
        var spans = new List<Activity>();
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(PipelineDiagnostics.Name).AddInMemoryExporter(spans).Build();
        using var backend = new CpuBackend(1);
        var tokenizer = CharacterTokenizer.Create("ab ".EnumerateRunes());
        using var model = new GptModel(
            backend, PretrainTestBed.Config with { VocabularySize = tokenizer.VocabularySize }, new RandomGenerator(1));
        // What is exported follows its caller, which is recorded here.
        using var root = new Activity("caller") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        var generator = new TextGenerator(model, tokenizer);
        using (var queue = new GenerationQueue(generator))
        {
            var answer = queue.GenerateAsync(new PromptTokens([1, 2]), new GenerationOptions { MaximumNewTokens = 2 });
            Assert.That(Activity.Current, Is.SameAs(root));
            await answer;
            Assert.That(async () => await queue.GenerateAsync(new PromptTokens([99])), Throws.TypeOf<PipelineException>());
        }

        await foreach (var _ in generator.StreamAsync("ab", new GenerationOptions { MaximumNewTokens = 3 }))
            Assert.That(Activity.Current, Is.SameAs(root));

        Assert.That(spans.Where(s => s.TraceId == root.TraceId).Select(s => s.ParentSpanId), Has.Exactly(3).EqualTo(root.SpanId));
        Assert.That(
            spans.Select(s => s.Status),
            Is.EqualTo(new[] { ActivityStatusCode.Unset, ActivityStatusCode.Error, ActivityStatusCode.Unset }));
    }

    [Test]
    public void AListenerSeesTheQueueGrowAndShrink()
    {
        var lengths = new List<long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Meter.Name == PipelineDiagnostics.Name && instrument.Name == "pipelines.generation.queue.length")
                    to.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) =>
        {
            lock (lengths)
                lengths.Add(value);
        });
        listener.Start();
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, PretrainTestBed.Config, new RandomGenerator(1));
        using (var queue = new GenerationQueue(new TokenGenerator(model)))
            queue.GenerateAsync(new PromptTokens([1]), new GenerationOptions { MaximumNewTokens = 2 }).GetAwaiter().GetResult();
        Assert.That(lengths, Is.EqualTo(new[] { 1L, -1L }));
    }

    private static IEnumerable<string> Names(List<Metric> metrics) => metrics.Select(m => m.Name);

    private static long Sum(List<Metric> metrics, string name)
    {
        var sum = 0L;
        foreach (ref readonly var point in metrics.Single(m => m.Name == name).GetMetricPoints())
            sum += point.GetSumLong();
        return sum;
    }

    private static long Count(List<Metric> metrics, string name)
    {
        var count = 0L;
        foreach (ref readonly var point in metrics.Single(m => m.Name == name).GetMetricPoints())
            count += point.GetHistogramCount();
        return count;
    }
}
