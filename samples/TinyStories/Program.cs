using Pipelines;
using Pipelines.Gpt;
using Pipelines.Samples;
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
        SampleRunner.RunAsync(
            TinyStoriesCommand.Create((settings, token) => Run(settings, console, token)), args, console, cancellationToken);

    private static void Run(TinyStoriesSettings settings, SampleConsole console, CancellationToken cancellationToken)
    {
        var output = new OutputFolder(settings.Out);
        using var host = SampleHost.Create(settings.Seed, settings.Threads, pipelines => pipelines.AddGpt());
        var context = host.GetContext();

        var stories = settings.Data is { } file
            ? StoryFile.Read(context.Data, file, settings.Stories)
            : new StoryWriter(settings.Seed).Write(settings.Stories);
        var name = PathName.Of(settings.Data) ?? "stories.txt";
        if (settings.Data is null)
            output.Write(name, string.Concat(stories.Select(s => $"{s.Text}\n{StoryFile.EndOfText}\n")));
        var rows = StoryRows.Create(context, stories, settings.Seed);
        console.WriteLine($"{stories.Count} stories of {name}; everything goes to {output.Path}.");

        // Each stage goes on with the model of the one before.
        using var given = settings.Model is { } folder ? context.Model.LoadGpt(folder) : null;
        var stages = new Stages(context, settings, rows, output.OpenCheckpoints(settings.Resume), console, cancellationToken);
        using var start = stages.Begin(given, out var beginning);
        var tuned = stages.FineTune(start, out var afterTuning, out var tuningMetrics);
        var polished = stages.TunePreferences(tuned.LastTransformer, out var afterPreferences, out var preferenceMetrics);

        StageReport[] reports = [beginning, afterTuning, afterPreferences];
        var histories = reports.Where(r => r.Result is not null).ToDictionary(r => r.Stage, r => r.Result!.History);
        var model = start.Model;
        context.Model.Save(polished, output.Combine("tiny-stories.pipeline"));
        model.Save(output.Combine("model"), tokenizer: start.Tokenizer);
        var loss = LossChart.Compare($"Telling stories of {name}", [.. histories.SkipLast(1).Select(h => (h.Key, h.Value))]);
        var preferences = PreferenceChart.Create(afterPreferences.Result!.History);
        loss.Save(output.Combine("loss.svg"));
        preferences.Save(output.Combine("preferences.svg"));
        var metrics = new Dictionary<string, double?> { ["parameters"] = model.CountParameters() };
        foreach (var (key, value) in reports.SelectMany(r => r.Metrics()).Concat(tuningMetrics).Concat(preferenceMetrics))
            metrics[key] = value;
        metrics["peakWorkingSetBytes"] = SampleEnvironment.PeakWorkingSetBytes;
        var samples = rows.Beginnings.SelectMany((_, i) => reports.Select(r => r.Samples[i] with { Model = r.Stage })).ToArray();
        new SampleReport
        {
            Sample = Sample,
            Metrics = metrics,
            Settings = settings.Describe(name, model.Config),
            Environment = SampleEnvironment.Describe(model.Backend),
            Samples = samples,
            History = histories.First().Value,
            Histories = histories,
            Memory = reports.Where(r => r.Result?.Memory is not null).ToDictionary(r => r.Stage, r => r.Result!.Memory!),
            Title = "A model of a million parameters, from nothing to its last polish",
            Results = page => page.Add(StageReport.ToTable(reports, metrics).ToReport()).Paragraph(StageReport.Describe(metrics)),
            Charts = [loss, preferences],
        }.Save(output);

        Show(rows, reports, metrics, console);
        console.WriteLine(
            $"{output.Path}: {SampleReport.PageName}, {SampleReport.FileName}, loss.svg, preferences.svg, model, tiny-stories.pipeline, "
            + "checkpoints");
    }

    private static void Show(StoryRows rows, StageReport[] reports, Dictionary<string, double?> metrics, SampleConsole console)
    {
        console.WriteHeading("a story's beginning");
        console.WriteLine(rows.Beginnings[0]);
        foreach (var report in reports)
            console.WriteLine($"  {report.Stage}: {report.Samples[0].Text.Trim().ReplaceLineEndings(" ")}");

        console.WriteHeading("result");
        console.Write(StageReport.ToTable(reports, metrics));
        console.WriteLine(StageReport.Describe(metrics));
    }
}
