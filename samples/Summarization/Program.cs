using Microsoft.Extensions.DependencyInjection;
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

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>0 when done, 1 for something the user can mend, 130 after Ctrl-C.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(
            SummarizationCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(SummarizationSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var output = new OutputFolder(settings.Out);
        using var host = SampleHost.Create(settings.Seed, settings.Threads, pipelines => pipelines.AddGpt().AddPeft().AddEvaluation());
        var context = host.GetContext();

        // Articles, some of which are only measured on.
        var (train, held) = ArticleSplit.Open(context.Data, settings);
        output.OpenCheckpoints(settings.Resume);
        var name = settings.Data is null ? "articles.jsonl" : Path.GetFileName(settings.Data);
        if (settings.Data is null)
            context.Data.SaveAsJsonLines(context.Data.LoadFromEnumerable(train.Concat(held)), output.Combine(name));
        console.WriteLine($"{train.Count} articles of {name} to learn from, {held.Count} to measure on; everything goes to {output.Path}.");

        // The model that every method starts from.
        var pretraining = settings.Model is null
            ? StartingPoint.Pretrain(context, settings, train, output, console, cancellationToken) : null;
        var start = settings.Model ?? output.Combine(StartingPoint.FolderName);
        using var decoder = context.Model.LoadGpt(start);
        var tokenizer = ModelFolderTokenizer.Require(decoder.Tokenizer, start);
        var separator = Separator.Of(tokenizer);
        var rows = SummaryRows.Create(context, train, held, tokenizer, separator, decoder.Model.BlockSize, settings.Preset.LongestSummary);
        if (rows.Shortened > 0)
            console.WriteLine($"{rows.Shortened} articles were cut at the end, so that their summaries fit behind them.");

        // Before.
        var summarizer =
            new Summarizer(context, rows, settings.Words, settings.Preset.LongestSummary, settings.Seed, console, cancellationToken);
        var baselineLoss = MeasureLoss(context, decoder, rows.Held, settings.BatchSize, cancellationToken);
        var baseline = summarizer.Summarize(decoder.Model, tokenizer);
        var (parameters, config) = (decoder.Model.CountParameters(), decoder.Model.Config);
        decoder.Dispose();

        // Each method, from the same weights.
        var runner = new MethodRunner(context, settings, output, start, rows, summarizer, console);
        var outcomes = settings.Methods.Select(m => runner.Run(
            m, settings.ShowsEffects && m.Name == Method.LoraName ? Effects.Temperatures : [], savesPipeline: true, cancellationToken))
                .ToArray();
        var effects = settings.ShowsEffects
            ? Effects.Measure(settings, outcomes, m => runner.Run(m, [], savesPipeline: false, cancellationToken))
            : new Effects();

        // After.
        var loss = LossChart.Compare($"Summarizing {name}", [.. outcomes.Select(o => (o.Name, o.Result.History))]);
        loss.Save(output.Combine("loss.svg"));
        foreach (var (file, chart) in effects.Charts)
            chart.Save(output.Combine(file));
        var comparison = new Comparison(baselineLoss, baseline, [.. outcomes, .. effects.Outcomes], parameters);
        var table = comparison.ToTable();
        output.Write("comparison.md", $"{table.ToMarkdown()}\n{comparison.Scoring}\n");
        var samples = SummaryReport.Samples(rows, baseline, outcomes);
        new SampleReport
        {
            Sample = Sample,
            Metrics = SummaryReport.Metrics(parameters, pretraining, baselineLoss, baseline, [.. outcomes, .. effects.Outcomes]),
            Settings = settings.Describe(name, separator, config),
            Environment = SampleEnvironment.Describe(host.Services.GetRequiredService<Pipelines.Tensors.ITensorBackend>()),
            Samples = samples,
            Memory = outcomes.Where(o => o.Result.Memory is not null).ToDictionary(o => o.Name, o => o.Result.Memory!),
            History = outcomes[0].Result.History,
            Histories = outcomes.ToDictionary(o => o.Name, o => o.Result.History),
            Title = "Learning to summarize, in several ways",
            Results = page =>
            {
                page.Add(table.ToReport()).Paragraph(comparison.Scoring);
                foreach (var (_, chart) in effects.Charts)
                    page.Add(chart);
            },
            Charts = [loss],
        }.Save(output);

        SummaryReport.Show(samples, console);
        console.WriteHeading("result");
        console.Write(table);
        console.Write(MemoryTable.Create(
            outcomes.Where(o => o.Result.Memory is not null).Select(o => KeyValuePair.Create(o.Name, o.Result.Memory!))));
        var charts = string.Join(", ", effects.Charts.Select(c => c.File).Prepend("loss.svg"));
        console.WriteLine(
            $"{output.Path}: {SampleReport.PageName}, {SampleReport.FileName}, comparison.md, {charts}, a pipeline file for each method, "
            + "checkpoints");
    }

    private static double MeasureLoss(
        PipelineContext context, PretrainedGpt decoder, IDataView held, int batchSize, CancellationToken cancellationToken)
    {
        var tokens = context.Transforms.TokenizeExamples(decoder.Tokenizer!).Fit(held, cancellationToken).Transform(held);
        using var store = ExampleStore.Read(tokens, new ExampleSettings(decoder.Model.BlockSize), cancellationToken);
        return new Evaluator(decoder.Model, ExampleView.OneARow(store, batchSize), new TrainingColumns(), batchSize)
            .Measure(0, cancellationToken);
    }
}
