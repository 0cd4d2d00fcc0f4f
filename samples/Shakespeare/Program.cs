using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipelines;
using Pipelines.Samples;
using Pipelines.Tokenizers;
using Pipelines.Training;
using Shakespeare.Play;

namespace Shakespeare;

/// <summary>A GPT from scratch, through one typed pipeline: tokenize, pack, pretrain, generate.</summary>
public static class Program
{
    private const int GeneratedCharacters = 500_000;
    private const double TrainShare = 0.9;
    private const int BytePairVocabularySize = 1024;
    private const int Evaluations = 8;
    private const int SampleCount = 3;

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>0 when done, 1 for something the user can mend, 130 after Ctrl-C.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(ShakespeareCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(ShakespeareSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var preset = settings.Preset;
        var output = new OutputFolder(settings.Out);
        var checkpoints = output.OpenCheckpoints(settings.Resume);

        // Everything comes from dependency injection, as in any .NET application.
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPipelines().AddGpt()
            .ConfigureContext(o => o.Seed = settings.Seed)
            .ConfigureEngine(o => o.ThreadCount = settings.Threads);
        using var host = builder.Build();
        var context = host.Services.GetRequiredService<PipelineContext>();

        // The text: its first nine tenths to learn from, the rest to measure on.
        var file = settings.Data ?? WritePlay(output, settings.Seed);
        var lines = context.Data.LoadFromTextFile(file, o => o.KeepLineEnds = true);
        var (train, validation) = TextSplit.ByCharacters(context.Data, lines, TrainShare);

        // The pipeline. Learning sees a block from every position of the text in random order; measuring sees each token once.
        var blockSize = preset.Config.BlockSize;
        var pipeline = context.Transforms.Tokenize(o =>
            {
                o.Kind = settings.Tokenizer == "bpe" ? TokenizerKind.BytePair : TokenizerKind.Characters;
                o.BytePair.VocabularySize = BytePairVocabularySize;
            })
            .Append(context.Transforms.Pack(o => { o.BlockSize = blockSize; o.Stride = 1; }), TransformerScope.Training)
            .Append(context.Transforms.Pack(o => { o.BlockSize = blockSize; o.Remainder = PackRemainder.Pad; }), TransformerScope.Testing)
            .Append(context.Trainers.Pretrain(preset.Config, o =>
            {
                o.Steps = settings.Steps;
                o.BatchSize = preset.BatchSize;
                o.LearningRate = preset.LearningRate;
                o.MinimumLearningRate = preset.MinimumLearningRate;
                o.WarmupSteps = Math.Min(100, settings.Steps / 10);
                o.Optimizer = new AdamWOptions { Beta2 = preset.Beta2, WeightDecay = 0.1 };
                o.MaximumGradientNorm = 1.0;
                o.EvaluateEvery = Math.Max(1, settings.Steps / Evaluations);
                o.EvaluationBatches = preset.EvaluationBatches;
                o.CheckpointFolder = checkpoints;
                o.CheckpointEvery = preset.CheckpointEvery;
                o.Resume = settings.Resume;
            }));

        console.WriteLine($"Training {preset.Name} for {settings.Steps} steps on {Path.GetFileName(file)}; everything goes to {output.Path}.");
        using var fitted = console.ShowProgress(progress => pipeline.Fit(train, validation, progress, cancellationToken));
        var trained = fitted.LastTransformer;
        var result = trained.Result!;

        // What it learned to write.
        var prompt = settings.Prompt ?? FirstLine(validation);
        var texts = trained.CreateGenerator().GenerateBatch(
            Enumerable.Repeat(prompt, SampleCount).ToArray(),
            new GenerationOptions { MaximumNewTokens = 300, Temperature = 0.8f, Seed = settings.Seed },
            cancellationToken: cancellationToken);
        var samples = texts.Select(text => new GeneratedSample(prompt, text)).ToArray();
        foreach (var sample in samples)
        {
            console.WriteHeading("sample");
            console.WriteLine(sample.Prompt + sample.Text);
        }

        // What remains: the pipeline as one file, the curve, the samples and the numbers.
        context.Model.Save(fitted, output.Combine("shakespeare.pipeline"));
        LossChart.Create($"{preset.Name} on {Path.GetFileName(file)}", result.History).Save(output.Combine("loss.svg"));
        output.Write("samples.txt", string.Join("\n\n---\n\n", samples.Select(s => s.Prompt + s.Text)) + "\n");
        var memory = result.Memory is { } use ? new Dictionary<string, MemoryUse> { ["training"] = use } : [];
        new SampleReport
        {
            Sample = "shakespeare",
            Metrics = SampleReport.TrainingMetrics(result, trained.Model.CountParameters()),
            Settings = settings.Describe(file, trained.Model.Config),
            Environment = SampleEnvironment.Describe(trained.Model.Backend),
            Samples = samples,
            Memory = memory,
            History = result.History,
        }.Save(output);

        console.WriteHeading("result");
        console.WriteLine($"validation loss {result.ValidationLoss:F4}, training loss {result.TrainLoss:F4}, {result.TokensPerSecond:N0} tokens/s");
        console.WriteLine($"{result.Parameters}");
        console.Write(MemoryTable.Create(memory));
        console.WriteLine($"{output.Path}: {SampleReport.FileName}, loss.svg, samples.txt, shakespeare.pipeline, checkpoints");
    }

    private static string WritePlay(OutputFolder output, int seed)
    {
        output.Write("play.txt", new PlayWriter(seed).Write(GeneratedCharacters));
        return output.Combine("play.txt");
    }

    private static string FirstLine(IDataView validation) =>
        validation.GetColumn<string>(ColumnNames.Text).FirstOrDefault(line => line.Trim().Length > 0) ?? "\n";
}
