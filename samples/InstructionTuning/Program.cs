using Microsoft.Extensions.Logging.Abstractions;
using Pipelines;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Training;

namespace InstructionTuning;

/// <summary>A small decoder learns to follow instructions, once with each of several optimizers, and they are compared.</summary>
public static class Program
{
    private const string Sample = "instruction-tuning";
    private const int GeneratedRows = 3_000;
    private const double ValidationShare = 0.1;

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>0 when done, 1 for something the user can mend, 130 after Ctrl-C.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(
            InstructionTuningCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(InstructionTuningSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var output = new OutputFolder(settings.Out);
        using var host = SampleHost.Create(settings.Seed, settings.Threads, pipelines => pipelines.AddGpt().AddPeft());
        var context = host.GetContext();

        // The rows, as prompts and completions. Equal prompts are on one side, so that nothing measured was learned.
        var file = settings.Data ?? InstructionData.Generate(context, output.Combine("instructions.jsonl"), GeneratedRows, settings.Seed);
        var rows = InstructionData.Load(context, file);
        var (train, held) = Split(context, rows, settings);
        using var start = StartingPoint.Open(context, settings, output, train, cancellationToken);

        // What is wrong with the rows is said now, before anything is trained.
        var examples = context.Transforms.TokenizeExamples(start.Tokenizer).Fit(train, cancellationToken);
        var length = new ExampleSettings(
            start.BlockSize, Empty: settings.DropsEmpty ? EmptyExampleHandling.Drop : EmptyExampleHandling.Refuse);
        using var learned = ExampleStore.Read(examples.Transform(train), length, cancellationToken);
        using var measured =
            ExampleStore.Read(examples.Transform(held), length with { Empty = EmptyExampleHandling.Drop }, cancellationToken);
        var report = Preflight.Check(Sample, learned, measured, PreflightMode.Refuse, NullLogger.Instance);
        console.WriteLine($"{Path.GetFileName(file)}: {report}");
        console.WriteLine(report.Preview);
        if (settings.OnlyPreflight)
            return;

        var checkpoints = output.OpenCheckpoints(settings.Resume);
        console.WriteLine(
            $"{string.Join(", ", settings.Contenders.Select(c => c.Name))}: {settings.Steps} steps each; everything goes to "
            + $"{output.Path}.");
        var model = start.GetModel(Path.Combine(checkpoints, "base"), console, cancellationToken);
        if (settings.Model is null)
            model.Save(output.Combine("base"), tokenizer: start.Tokenizer);

        // Before.
        var questions = new Questions(held, start.Tokenizer, start.BlockSize, hasOneAnswer: settings.Data is null, console);
        var startLoss = new Evaluator(model, ExampleView.OneARow(measured, settings.BatchSize), new TrainingColumns(), settings.BatchSize)
            .Measure(0, cancellationToken);
        var generator = new TextGenerator(model, start.Tokenizer);
        var startAnswers = questions.Ask(generator, cancellationToken);
        var startExactMatch = questions.ExactMatch(generator, cancellationToken);

        // Each contender, from the same weights.
        var runner = new ContenderRunner(context, settings, output, model, start.Tokenizer, questions);
        var outcomes = settings.Contenders.Select(c =>
        {
            console.WriteHeading(c.Name);
            return runner.Run(c, train, held, console, cancellationToken);
        }).ToArray();

        // After.
        var comparison = new Comparison(startLoss, startExactMatch, outcomes).ToTable();
        var chart = LossChart.Compare($"Fine-tuning on {Path.GetFileName(file)}", [.. outcomes.Select(o => (o.Name, o.Result.History))]);
        chart.Save(output.Combine("loss.svg"));
        output.Write("comparison.md", comparison.ToMarkdown());
        var samples = questions.Prompts.SelectMany((prompt, i) => outcomes.Select(o => new GeneratedSample(prompt, o.Answers[i], o.Name))
            .Prepend(new GeneratedSample(prompt, startAnswers[i], "base"))).ToArray();
        new SampleReport
        {
            Sample = Sample,
            Metrics = Metrics(model, start.Result, startLoss, startExactMatch, outcomes),
            Settings = settings.Describe(file, model.Config),
            Environment = SampleEnvironment.Describe(model.Backend),
            Samples = samples,
            History = outcomes[0].Result.History,
            Histories = outcomes.ToDictionary(o => o.Name, o => o.Result.History),
            Memory = outcomes.Where(o => o.Memory is not null).ToDictionary(o => o.Name, o => o.Memory!),
            Title = "Fine-tuning on instructions, with several optimizers",
            Results = page => page.Add(comparison.ToReport()),
            Charts = [chart],
        }.Save(output);

        Show(samples, console);
        console.WriteHeading("result");
        console.Write(comparison);
        console.WriteLine(
            $"{output.Path}: {SampleReport.PageName}, {SampleReport.FileName}, comparison.md, loss.svg, base, a pipeline file for each, "
            + "checkpoints");
    }

    private static (IDataView Train, IDataView Held) Split(PipelineContext context, IDataView rows, InstructionTuningSettings settings)
    {
        var (train, held) = settings.Validation is { } file
            ? (rows, InstructionData.Load(context, file)) : Split(context, rows, settings.Seed);
        return settings.IsTuning ? Split(context, train, settings.Seed + 1) : (train, held);
    }

    private static (IDataView Train, IDataView Held) Split(PipelineContext context, IDataView rows, int seed)
    {
        var parts = context.Data.TrainTestSplit(rows, ValidationShare, ColumnNames.Prompt, seed);
        if (parts.TestSet.GetColumn<string>(ColumnNames.Prompt).Any() && parts.TrainSet.GetColumn<string>(ColumnNames.Prompt).Any())
            return (parts.TrainSet, parts.TestSet);
        throw new PipelineException(
            "There are too few rows to keep a tenth of them to measure on. Give more rows, or a file of others with --validation.");
    }

    private static Dictionary<string, double?> Metrics(
        GptModel model, TrainingResult? pretraining, double startLoss, double? startExactMatch, IReadOnlyList<ContenderOutcome> outcomes)
    {
        var metrics = new Dictionary<string, double?>
        {
            ["parameters"] = model.CountParameters(),
            ["pretrain.validationLoss"] = pretraining?.ValidationLoss,
            ["pretrain.tokensPerSecond"] = pretraining?.TokensPerSecond,
            ["base.validationLoss"] = startLoss,
            ["base.exactMatch"] = startExactMatch,
            ["peakWorkingSetBytes"] = SampleEnvironment.PeakWorkingSetBytes,
        };
        foreach (var (name, value) in outcomes.SelectMany(o => o.Metrics()))
            metrics[name] = value;
        return metrics;
    }

    private static void Show(IReadOnlyList<GeneratedSample> samples, SampleConsole console)
    {
        foreach (var prompt in samples.GroupBy(s => s.Prompt))
        {
            console.WriteHeading("prompt");
            console.WriteLine(prompt.Key);
            foreach (var sample in prompt)
                console.WriteLine($"  {sample.Model}: {sample.Text.Trim().ReplaceLineEndings(" ")}");
        }
    }
}
