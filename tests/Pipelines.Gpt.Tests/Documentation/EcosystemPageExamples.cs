using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>What <c>docs/ecosystem.md</c> shows, compiled.</summary>
internal static class EcosystemPageExamples
{
    public static async Task Chatting(PretrainedGpt gpt, CancellationToken cancellationToken)
    {
        using IChatClient client = gpt.AsChatClient(o => o.ModelId = "small");
        ChatResponse answer = await client.GetResponseAsync("What do plants breathe?", new ChatOptions { MaxOutputTokens = 60, Temperature = 0.7f });
        Console.WriteLine($"{answer.Text} ({answer.Usage!.OutputTokenCount} tokens, {answer.FinishReason})");
        await foreach (ChatResponseUpdate piece in client.GetStreamingResponseAsync("And animals?", cancellationToken: cancellationToken))
            Console.Write(piece.Text);
    }

    public static void Registering(IServiceCollection services)
    {
        services.AddPipelines().AddGpt()
            .AddGptChatClient(configure: o => o.ModelPath = "models/gpt-small")
            .AddGptChatClient("exam", o => (o.ModelPath, o.Template) = ("science-exam.pipeline", "chatml"));
    }

    public static void Binding(HostApplicationBuilder builder)
    {
        builder.Services.AddPipelines().AddGpt()
            .BindOptions<PretrainOptions>(builder.Configuration.GetSection("Pretrain"))
            .BindOptions<GptLoadOptions>(builder.Configuration.GetSection("Models:Small"), name: "small")
            .AddGptModel("small");
    }

    public static void Hosting(HostApplicationBuilder builder, GptConfig config, IDataView tokens)
    {
        builder.Services.AddPipelines().AddGpt()
            .AddTrainingJob("pretrain", services =>
            {
                var context = services.GetRequiredService<PipelineContext>();
                var pipeline = context.Transforms.Pack(o => o.BlockSize = 128)
                    .Append(context.Trainers.Pretrain(config, o => (o.Steps, o.CheckpointFolder, o.Resume) = (2000, "checkpoints", true)));
                return new TrainingJob(pipeline, tokens) { SavePath = "small.pipeline", SkipIfSaved = true };
            });
        builder.Services.AddHealthChecks().AddTrainingJob("pretrain", silence: TimeSpan.FromMinutes(5));
    }

    public static void Pooling(IServiceCollection services)
    {
        services.AddPipelines().AddGpt().AddPredictorPool<Question, Answer>("science-exam.pipeline");
    }

    public static void Exporting(List<Metric> metrics, List<Activity> spans)
    {
        using var metering = Sdk.CreateMeterProviderBuilder().AddMeter(PipelineDiagnostics.Name).AddInMemoryExporter(metrics).Build();
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(PipelineDiagnostics.Name).AddInMemoryExporter(spans).Build();
    }

    public sealed class Exam(IPredictorPool<Question, Answer> pool)
    {
        public Answer Ask(string text) => pool.Predict(new Question { Prompt = text });
    }

    public sealed class Question
    {
        public string Prompt { get; set; } = "";
    }

    public sealed class Answer
    {
        public string Generated { get; set; } = "";
    }
}
