using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipelines;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Training;
using Summarization.Articles;

namespace Summarization;

/// <summary>A small decoder learns to summarize articles, once with each of several methods of tuning, and they are compared.</summary>
public static class Program
{
    private const string Sample = "summarization";
    private const int GeneratedArticles = 3_000;
    private const int LeastArticles = 20;
    private const double HeldShare = 0.1;
    private const int MostHeld = 200;
    private const int Shown = 4;

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>0 when done, 1 for something the user can mend, 130 after Ctrl-C.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(SummarizationCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(SummarizationSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var output = new OutputFolder(settings.Out);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPipelines().AddGpt().AddPeft().AddEvaluation()
            .ConfigureContext(o => o.Seed = settings.Seed)
            .ConfigureEngine(o => o.ThreadCount = settings.Threads);
        using var host = builder.Build();
        var context = host.Services.GetRequiredService<PipelineContext>();

        // Articles, some of which are only measured on.
        var (train, held) = Split(context, settings);
        output.OpenCheckpoints(settings.Resume);
        var name = settings.Data is null ? "articles.jsonl" : Path.GetFileName(settings.Data);
        if (settings.Data is null)
            context.Data.SaveAsJsonLines(context.Data.LoadFromEnumerable(train.Concat(held)), output.Combine(name));
        console.WriteLine($"{train.Count} articles of {name} to learn from, {held.Count} to measure on; everything goes to {output.Path}.");

        // The model that every method starts from.
        var pretraining = settings.Model is null ? StartingPoint.Pretrain(context, settings, train, output, console, cancellationToken) : null;
        var start = settings.Model ?? output.Combine(StartingPoint.FolderName);
        using var decoder = context.Model.LoadGpt(start);
        var tokenizer = decoder.Tokenizer
            ?? throw new PipelineException($"{start}: the folder has no tokenizer, so its model cannot read articles. Put its tokenizer.json there.");
        var separator = Separator.Of(tokenizer);
        var rows = SummaryRows.Create(context, train, held, tokenizer, separator, decoder.Model.BlockSize, settings.Preset.LongestSummary);
        if (rows.Shortened > 0)
            console.WriteLine($"{rows.Shortened} articles were cut at the end, so that their summaries fit behind them.");

        // Before.
        var summarizer = new Summarizer(context, rows, settings.Words, settings.Preset.LongestSummary, settings.Seed, cancellationToken);
        var baselineLoss = MeasureLoss(context, decoder, rows.Held, settings.BatchSize, cancellationToken);
        var baseline = summarizer.Summarize(decoder.Model, tokenizer);
        var (parameters, config) = (decoder.Model.CountParameters(), decoder.Model.Config);
        decoder.Dispose();

        // Each method, from the same weights.
        var runner = new MethodRunner(context, settings, output, start, rows, summarizer, console);
        var outcomes = settings.Methods.Select(m => runner.Run(
            m, settings.ShowsEffects && m.Name == Method.LoraName ? Effects.Temperatures : [], savesPipeline: true, cancellationToken)).ToArray();
        var effects = settings.ShowsEffects
            ? Effects.Measure(settings, outcomes, m => runner.Run(m, [], savesPipeline: false, cancellationToken))
            : new Effects();

        // After.
        LossChart.Compare($"Summarizing {name}", [.. outcomes.Select(o => (o.Name, o.Result.History))]).Save(output.Combine("loss.svg"));
        foreach (var (file, chart) in effects.Charts)
            chart.Save(output.Combine(file));
        var comparison = new Comparison(baselineLoss, baseline, [.. outcomes, .. effects.Outcomes], parameters);
        output.Write("comparison.md", comparison.ToMarkdown());
        var samples = Samples(rows, baseline, outcomes);
        new SampleReport
        {
            Sample = Sample,
            Metrics = Metrics(parameters, pretraining, baselineLoss, baseline, [.. outcomes, .. effects.Outcomes]),
            Settings = settings.Describe(name, separator, config),
            Environment = SampleEnvironment.Describe(host.Services.GetRequiredService<Pipelines.Tensors.ITensorBackend>()),
            Samples = samples,
            Memory = outcomes.Where(o => o.Result.Memory is not null).ToDictionary(o => o.Name, o => o.Result.Memory!),
            History = outcomes[0].Result.History,
            Histories = outcomes.ToDictionary(o => o.Name, o => o.Result.History),
        }.Save(output);

        Show(rows, samples, console);
        console.WriteHeading("result");
        comparison.Show(console);
        console.Write(MemoryTable.Create(outcomes.Where(o => o.Result.Memory is not null).Select(o => KeyValuePair.Create(o.Name, o.Result.Memory!))));
        var charts = string.Join(", ", effects.Charts.Select(c => c.File).Prepend("loss.svg"));
        console.WriteLine($"{output.Path}: {SampleReport.FileName}, comparison.md, {charts}, a pipeline file for each method, checkpoints");
    }

    private static (IReadOnlyList<Article> Train, IReadOnlyList<Article> Held) Split(PipelineContext context, SummarizationSettings settings)
    {
        var articles = settings.Data is { } file ? ArticleFile.Read(context.Data, file) : new ArticleWriter(settings.Seed).Write(GeneratedArticles);
        if (articles.Count < LeastArticles)
        {
            throw new PipelineException(
                $"{settings.Data}: there are {articles.Count} different articles with a summary; at least {LeastArticles} are needed. Give more rows.");
        }

        if (settings.Validation is { } other)
        {
            var learned = articles.Select(a => a.Text).ToHashSet();
            var measured = ArticleFile.Read(context.Data, other).Where(a => !learned.Contains(a.Text)).ToArray();
            return measured.Length > 0
                ? (articles, measured)
                : throw new PipelineException($"{other}: no article is there that is not also learned from. Give a file of others with --validation.");
        }

        // The split does not depend on the order of the file.
        var held = Math.Clamp((int)(articles.Count * HeldShare), 2, MostHeld);
        var mixed = articles.ToArray();
        new Random(settings.Seed).Shuffle(mixed);
        return (mixed[held..], mixed[..held]);
    }

    private static double MeasureLoss(
        PipelineContext context, PretrainedGpt decoder, IDataView held, int batchSize, CancellationToken cancellationToken)
    {
        var tokens = context.Transforms.TokenizeExamples(decoder.Tokenizer!).Fit(held, cancellationToken).Transform(held);
        using var store = ExampleStore.Read(tokens, new ExampleSettings(decoder.Model.BlockSize), cancellationToken);
        return new Evaluator(decoder.Model, ExampleView.OneARow(store, batchSize), new TrainingColumns(), batchSize).Measure(0, cancellationToken);
    }

    private static Dictionary<string, double?> Metrics(
        long parameters, TrainingResult? pretraining, double baselineLoss, SummaryScores baseline, IReadOnlyList<MethodOutcome> outcomes)
    {
        var metrics = new Dictionary<string, double?>
        {
            ["parameters"] = parameters,
            ["pretrain.validationLoss"] = pretraining?.ValidationLoss,
            ["pretrain.tokensPerSecond"] = pretraining?.TokensPerSecond,
            ["baseline.validationLoss"] = baselineLoss,
            ["rougeRows"] = baseline.Rows,
            ["peakWorkingSetBytes"] = SampleEnvironment.PeakWorkingSetBytes,
        };
        foreach (var (name, value) in baseline.Metrics("baseline").Concat(outcomes.SelectMany(o => o.Metrics())))
            metrics[name] = value;
        return metrics;
    }

    private static GeneratedSample[] Samples(SummaryRows rows, SummaryScores baseline, IReadOnlyList<MethodOutcome> outcomes) =>
    [
        .. rows.Questions.Take(Shown).SelectMany((question, i) => outcomes
            .Select(o => new GeneratedSample(question.Prompt, o.Scores.Texts[i], o.Name))
            .Prepend(new GeneratedSample(question.Prompt, baseline.Texts[i], "baseline"))
            .Append(new GeneratedSample(question.Prompt, question.Summary, "reference"))),
    ];

    private static void Show(SummaryRows rows, IReadOnlyList<GeneratedSample> samples, SampleConsole console)
    {
        foreach (var (prompt, _) in rows.Questions.Take(Shown))
        {
            console.WriteHeading("article");
            console.WriteLine(prompt);
            foreach (var sample in samples.Where(s => s.Prompt == prompt))
                console.WriteLine($"  {sample.Model}: {sample.Text.ReplaceLineEndings(" ")}");
        }
    }
}
