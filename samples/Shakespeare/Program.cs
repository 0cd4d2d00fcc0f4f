using Pipelines;
using Pipelines.Gpt;
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
        SampleRunner.RunAsync(
            ShakespeareCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(ShakespeareSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var preset = settings.Preset;
        var output = new OutputFolder(settings.Out);
        using var host = SampleHost.Create(settings.Seed, settings.Threads, pipelines => pipelines.AddGpt());
        var context = host.GetContext();

        // The text: its first nine tenths to learn from, the rest to measure on.
        var file = settings.Data ?? WritePlay(output, settings.Seed);
        var lines = context.Data.LoadFromTextFile(file, o => o.KeepLineEnds = true);
        var (train, validation) = TextSplit.ByCharacters(context.Data, lines, TrainShare);

        // The pipeline. Learning sees a block from every position of the text in random order; measuring sees each token once.
        using var loaded = settings.Model is { } folder ? context.Model.LoadGpt(folder) : null;
        var checkpoints = output.OpenCheckpoints(settings.Resume);
        var blockSize = Math.Min(preset.Config.BlockSize, loaded?.Model.BlockSize ?? int.MaxValue);
        var pipeline = context.Transforms.Tokenize(o =>
            {
                o.Tokenizer = loaded is null ? null : ModelFolderTokenizer.Require(loaded.Tokenizer, loaded.Path);
                o.Kind = settings.Tokenizer == "bpe" ? TokenizerKind.BytePair : TokenizerKind.Characters;
                o.BytePair.VocabularySize = BytePairVocabularySize;
            })
            .Append(context.Transforms.Pack(o => { o.BlockSize = blockSize; o.Stride = 1; }), TransformerScope.Training)
            .Append(context.Transforms.Pack(o => { o.BlockSize = blockSize; o.Remainder = PackRemainder.Pad; }), TransformerScope.Testing)
            .Append(Pretrain(context, preset, loaded, o =>
            {
                o.Steps = settings.Steps;
                o.BatchSize = preset.BatchSize;
                o.LearningRate = settings.LearningRate;
                o.MinimumLearningRate = settings.MinimumLearningRate;
                o.WarmupSteps = Math.Min(100, settings.Steps / 10);
                o.Optimizer = new AdamWOptions { Beta2 = preset.Beta2, WeightDecay = 0.1 };
                o.MaximumGradientNorm = 1.0;
                o.EvaluateEvery = Math.Max(1, settings.Steps / Evaluations);
                o.EvaluationBatches = preset.EvaluationBatches;
                o.CheckpointFolder = checkpoints;
                o.CheckpointEvery = preset.CheckpointEvery;
                o.Resume = settings.Resume;
            }));

        console.WriteLine(
            $"Training {preset.Name} for {settings.Steps} steps on {Path.GetFileName(file)}; everything goes to {output.Path}.");
        using var fitted = console.ShowProgress(progress => pipeline.Fit(train, validation, progress, cancellationToken));
        var trained = fitted.LastTransformer;
        var result = trained.Result!;

        // What it learned to write.
        var prompt = settings.Prompt ?? FirstLine(validation);
        var generator = trained.CreateGenerator();
        var options = new GenerationOptions { MaximumNewTokens = 300, Temperature = 0.8f, Seed = settings.Seed };
        var samples = console.InParts(
            "Write", Enumerable.Repeat(prompt, SampleCount).ToArray(), 1,
            (prompts, first) => generator.GenerateBatch(prompts, options, (ulong)first, cancellationToken), cancellationToken)
            .Select(text => new GeneratedSample(prompt, text)).ToArray();
        foreach (var sample in samples)
        {
            console.WriteHeading("sample");
            console.WriteLine(sample.Prompt + sample.Text);
        }

        // What remains: the pipeline as one file, the curve, the samples and the numbers.
        context.Model.Save(fitted, output.Combine("shakespeare.pipeline"));
        var chart = LossChart.Create($"{preset.Name} on {Path.GetFileName(file)}", result.History);
        chart.Save(output.Combine("loss.svg"));
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
            Title = "A GPT from scratch",
            Results = page => page.Add(TrainingTable.Create([new(preset.Name, result)]).ToReport()),
            Charts = [chart],
        }.Save(output);

        console.WriteHeading("result");
        console.WriteLine(
            $"validation loss {result.ValidationLoss:F4}, training loss {result.TrainLoss:F4}, {result.TokensPerSecond:N0} tokens/s");
        console.WriteLine($"{result.Parameters}");
        console.Write(MemoryTable.Create(memory));
        console.WriteLine(
            $"{output.Path}: {SampleReport.PageName}, {SampleReport.FileName}, loss.svg, samples.txt, shakespeare.pipeline, checkpoints");
    }

    private static PretrainEstimator Pretrain(
        PipelineContext context, Preset preset, PretrainedGpt? loaded, Action<PretrainOptions> configure) => loaded is null
        ? context.Trainers.Pretrain(preset.Config, configure)
        : context.Trainers.Pretrain(loaded, configure);

    private static string WritePlay(OutputFolder output, int seed)
    {
        output.Write("play.txt", new PlayWriter(seed).Write(GeneratedCharacters));
        return output.Combine("play.txt");
    }

    private static string FirstLine(IDataView validation) =>
        validation.GetColumn<string>(ColumnNames.Text).FirstOrDefault(line => line.Trim().Length > 0) ?? "\n";
}
