using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipelines;
using Pipelines.Gpt;
using Pipelines.Samples;
using Spectre.Console;
using TinyStories.Stories;

namespace TinyStories;

/// <summary>A model of a million parameters from nothing to its last polish: pretrain, fine-tune, tune on preferences, evaluate.</summary>
public static class Program
{
    private const string Sample = "tiny-stories";

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>0 when done, 1 for something the user can mend, 130 after Ctrl-C.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(TinyStoriesCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(TinyStoriesSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var output = new OutputFolder(settings.Out);
        var checkpoints = output.OpenCheckpoints(settings.Resume);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPipelines().AddGpt()
            .ConfigureContext(o => o.Seed = settings.Seed)
            .ConfigureEngine(o => o.ThreadCount = settings.Threads);
        using var host = builder.Build();
        var context = host.Services.GetRequiredService<PipelineContext>();

        var stories = settings.Data is { } file
            ? StoryFile.Read(context.Data, file, settings.Stories)
            : new StoryWriter(settings.Seed).Write(settings.Stories);
        var name = settings.Data is null ? "stories.txt" : Path.GetFileName(settings.Data);
        if (settings.Data is null)
            output.Write(name, string.Concat(stories.Select(s => $"{s.Text}\n{StoryFile.EndOfText}\n")));
        var rows = StoryRows.Create(context, stories, settings.Seed);
        console.WriteLine($"{stories.Count} stories of {name}; everything goes to {output.Path}.");

        // Each stage goes on with the model of the one before.
        var stages = new Stages(context, settings, rows, checkpoints, console, cancellationToken);
        using var pretrained = stages.Pretrain(out var afterPretraining);
        var tuned = stages.FineTune(pretrained.LastTransformer, out var afterTuning, out var tuningMetrics);
        var polished = stages.TunePreferences(tuned.LastTransformer, out var afterPreferences, out var preferenceMetrics);

        StageReport[] reports = [afterPretraining, afterTuning, afterPreferences];
        var model = pretrained.LastTransformer.Model;
        context.Model.Save(polished, output.Combine("tiny-stories.pipeline"));
        model.Save(output.Combine("model"), tokenizer: pretrained.LastTransformer.Tokenizer);
        LossChart.Compare($"Telling stories of {name}", [.. reports.Take(2).Select(r => (r.Stage, r.Result.History))]).Save(output.Combine("loss.svg"));
        PreferenceChart.Create(afterPreferences.Result.History).Save(output.Combine("preferences.svg"));
        var metrics = new Dictionary<string, double?> { ["parameters"] = model.CountParameters() };
        foreach (var (key, value) in reports.SelectMany(r => r.Metrics()).Concat(tuningMetrics).Concat(preferenceMetrics))
            metrics[key] = value;
        metrics["peakWorkingSetBytes"] = SampleEnvironment.PeakWorkingSetBytes;
        var samples = reports.SelectMany(r => r.Samples.Select(s => s with { Model = r.Stage })).ToArray();
        new SampleReport
        {
            Sample = Sample,
            Metrics = metrics,
            Settings = settings.Describe(name, model.Config),
            Environment = SampleEnvironment.Describe(model.Backend),
            Samples = samples,
            History = afterPretraining.Result.History,
            Histories = reports.ToDictionary(r => r.Stage, r => r.Result.History),
        }.Save(output);

        Show(rows, reports, metrics, console);
        console.WriteLine($"{output.Path}: {SampleReport.FileName}, loss.svg, preferences.svg, model, tiny-stories.pipeline, checkpoints");
    }

    private static void Show(StoryRows rows, StageReport[] reports, Dictionary<string, double?> metrics, SampleConsole console)
    {
        console.WriteHeading("a story's beginning");
        console.WriteLine(rows.Beginnings[0]);
        foreach (var report in reports)
            console.WriteLine($"  {report.Stage}: {report.Samples[0].Text.Trim().ReplaceLineEndings(" ")}");

        console.WriteHeading("result");
        var table = new Table().Border(TableBorder.Simple).AddColumns("stage", "loss", "story loss", "perplexity", "distinct-1", "distinct-2", "repetition");
        foreach (var report in reports)
        {
            table.AddRow([
                report.Stage,
                .. ((ReadOnlySpan<string>)["validationLoss", "storyLoss", "perplexity", "distinct1", "distinct2", "repetition"]).ToArray()
                    .Select(metric => Number(metrics[$"{report.Stage}.{metric}"]))]);
        }

        console.Write(table);
        console.WriteLine(
            $"fine-tuning: loss of answers {Number(metrics["sft.validationLossBefore"])} → {Number(metrics["sft.validationLoss"])}; "
            + $"preferences: reward accuracy {Number(metrics["dpo.rewardAccuracyBefore"])} → {Number(metrics["dpo.rewardAccuracy"])}, "
            + $"better endings likelier {Number(metrics["dpo.likelihoodAccuracyBefore"])} → {Number(metrics["dpo.likelihoodAccuracy"])}");
    }

    private static string Number(double? value) => value?.ToString("F3", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
