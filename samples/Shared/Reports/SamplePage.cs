using System.Globalization;
using System.Text.Json;
using Pipelines.Evaluation;

namespace Pipelines.Samples;

/// <summary>
/// A sample's report as a page for people: results first, then how the training went, what the models wrote, and with what and where it
/// ran.
/// </summary>
internal static class SamplePage
{
    private const int ShownPrompts = 8;
    private const int LongestName = 60;

    // What most often explains a result, in the order of the line below the title.
    private static readonly string[] Telling = ["data", "task", "model", "preset", "steps", "pretrainSteps", "seed"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static EvaluationReport Create(SampleReport report)
    {
        var settings = Settings(report.Settings).ToList();
        var builder = new ReportBuilder(report.Title ?? NameOf(report.Sample)).Subtitle(report.Subtitle ?? Subtitle(settings, report));
        builder.Section("Results");
        if (report.Results is { } results)
            results(builder);
        else
            builder.Add(Metrics(report));
        AddTraining(builder, report);
        AddSamples(builder, report);
        builder.Section("Settings").Add(Table("Settings in force", "setting", settings));
        builder.Section("Environment").Add(Table("Where it ran", "", Environment(report.Environment)));
        if (report.Results is not null)
            builder.Section("All numbers").Add(Metrics(report));
        return builder.Build();
    }

    private static void AddTraining(ReportBuilder builder, SampleReport report)
    {
        var charts = report.Charts ?? DefaultCharts(report);
        if (charts.Count == 0 && report.Memory.Count == 0)
            return;
        builder.Section("Training");
        foreach (var chart in charts)
            builder.Add(chart);
        if (report.Memory.Count > 0)
            builder.Add(MemoryTable.Create(report.Memory).ToReport());
    }

    private static IReadOnlyList<Chart> DefaultCharts(SampleReport report) => report.Histories is { } histories
        ? [.. histories.Where(h => h.Value.Count > 0).Select(h => LossChart.Create(h.Key, h.Value))]
        : report.History.Count > 0 ? [LossChart.Create("Loss", report.History)] : [];

    private static void AddSamples(ReportBuilder builder, SampleReport report)
    {
        var prompts = report.Samples.GroupBy(s => s.Prompt).ToList();
        if (prompts.Count == 0)
            return;
        builder.Section("What was written").Add(new ReportExamples
        {
            Title = "Prompts, and how they were continued",
            Items = [.. prompts.Take(ShownPrompts).Select((prompt, i) => Example(i + 1, [.. prompt]))],
        });
        if (prompts.Count > ShownPrompts)
            builder.Paragraph($"{prompts.Count - ShownPrompts} more prompts are in {SampleReport.FileName}.");
    }

    private static ReportExample Example(int number, GeneratedSample[] samples)
    {
        var line = samples[0].Prompt.Trim().ReplaceLineEndings(" ");
        return new ReportExample
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{number}. {(line.Length > LongestName ? line[..LongestName] + "…" : line)}"),
            Prompt = samples[0].Prompt,
            Output = samples is [{ Model: null } only]
                ? only.Text : string.Join("\n\n", samples.Select(s => $"── {s.Model ?? "sample"}\n{s.Text.Trim('\n')}")),
        };
    }

    private static ReportTable Metrics(SampleReport report) => new()
    {
        Title = "Metrics",
        Columns = [new("metric"), new("value", ReportColumnKind.Number)],
        Rows = [.. report.Metrics.Where(m => m.Value is not null).Select(m => (IReadOnlyList<ReportCell>)[m.Key, Cell(m.Value!.Value)])],
    };

    // Counts have no decimals, however small.
    private static ReportCell Cell(double value) =>
        value == Math.Round(value) && Math.Abs(value) < 1e15 ? value.ToString("#,0", CultureInfo.InvariantCulture) : value;

    private static ReportTable Table(string title, string heading, IEnumerable<KeyValuePair<string, string>> rows) => new()
    {
        Title = title,
        Columns = [new(heading), new("value")],
        Rows = [.. rows.Select(row => (IReadOnlyList<ReportCell>)[row.Key, row.Value])],
    };

    private static Dictionary<string, string> Environment(SampleEnvironment environment) => new()
    {
        ["processor"] = environment.Processor,
        ["logical processors"] = environment.LogicalProcessors.ToString(CultureInfo.InvariantCulture),
        ["threads"] = environment.Threads.ToString(CultureInfo.InvariantCulture),
        ["backend"] = environment.Backend,
        [".NET"] = environment.DotNet,
        ["operating system"] = environment.OperatingSystem,
    };

    private static string Subtitle(IReadOnlyList<KeyValuePair<string, string>> settings, SampleReport report)
    {
        var told = Telling.SelectMany(name => settings.Where(s => s.Key == name)).Select(s => $"{s.Key} {s.Value}");
        return string.Join(" · ", told.Append($"{report.Environment.Processor}, {Count(report.Environment.Threads, "thread")}"));
    }

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string NameOf(string sample) => char.ToUpperInvariant(sample[0]) + sample[1..].Replace('-', ' ');

    // Settings within settings, as a model's architecture, are rows of their own: config.layerCount.
    private static IEnumerable<KeyValuePair<string, string>> Settings(IReadOnlyDictionary<string, object?> settings) =>
        settings.SelectMany(setting => Flatten(setting.Key, JsonSerializer.SerializeToElement(setting.Value, Json)));

    private static IEnumerable<KeyValuePair<string, string>> Flatten(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Flatten($"{name}.{property.Name}", property.Value)),
        JsonValueKind.Array => [new(name, string.Join(", ", value.EnumerateArray().Select(item => item.ToString())))],
        JsonValueKind.True => [new(name, "yes")],
        JsonValueKind.False => [new(name, "no")],
        _ => [new(name, value.ToString())],
    };
}
