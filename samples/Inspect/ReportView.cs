using Pipelines.Nn;
using Pipelines.Samples;
using Spectre.Console;

namespace Inspect;

/// <summary>Writes a report for a person.</summary>
internal static class ReportView
{
    private const int ListedNames = 20;

    // Weight, gradient and AdamW's two averages.
    private const int TrainingCopies = 4;

    public static void Write(SampleConsole console, ModelReport report, IReadOnlyList<TensorGroup> groups)
    {
        console.WriteHeading("model");
        WriteFacts(console, [new("folder", report.Path), new("family", report.Family), .. report.Facts]);
        console.WriteHeading("parameters");
        console.Write(ModuleTable(groups));
        var elements = groups.Sum(g => g.ElementCount);
        var types = groups.SelectMany(g => g.Types.Split(", ")).Distinct();
        WriteFacts(console,
        [
            new("stored", $"{Units.Bytes(groups.Sum(g => g.ByteCount))} as {string.Join(", ", types)}"),
            new("in memory", $"{Units.Bytes(elements * sizeof(float))} as Float32"),
            new("to train with AdamW", $"{Units.Bytes(TrainingCopies * elements * sizeof(float))}, and the activations of a batch"),
        ]);
        console.WriteHeading("tokenizer");
        var tokenizer = report.Tokenizer.Facts;
        WriteFacts(console, tokenizer.Count == 0 ? [new("none", "there are no tokenizer files in the folder")] : tokenizer);
        console.WriteHeading(report.IsInOrder ? "in order" : "not in order");
        foreach (var problem in report.Problems)
            console.WriteLine(problem);
        if (report.Match is { } match)
            WriteMatch(console, match);
    }

    private static void WriteMatch(SampleConsole console, WeightMatch match)
    {
        var wanted = match.Sources.Count + match.Missing.Count + match.Misfits.Count;
        console.WriteLine($"{match.Sources.Count} of {wanted} parameters have their tensor.");
        WriteNames(console, "missing", match.Missing);
        WriteNames(console, "do not fit", match.Misfits);
        WriteNames(console, "absent, which may be", match.MissingOptional);
        WriteNames(console, "unused", match.Unused);
        WriteNames(console, "known extras, not needed", match.Ignored);
    }

    private static void WriteNames(SampleConsole console, string title, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return;
        console.WriteLine($"{title}: {names.Count}");
        foreach (var name in names.Take(ListedNames))
            console.WriteLine($"  {name}");
        if (names.Count > ListedNames)
            console.WriteLine($"  and {names.Count - ListedNames} more");
    }

    private static void WriteFacts(SampleConsole console, IReadOnlyList<KeyValuePair<string, string>> facts)
    {
        var width = facts.Max(f => f.Key.Length) + 2;
        foreach (var (name, value) in facts)
            console.WriteLine(name.PadRight(width) + value);
    }

    private static Table ModuleTable(IReadOnlyList<TensorGroup> groups)
    {
        var total = Math.Max(1, groups.Sum(g => g.ElementCount));
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("Module").AddColumn(new TableColumn("Layers").RightAligned()).AddColumn("Tensors").AddColumn("Type")
            .AddColumn(new TableColumn("Parameters").RightAligned()).AddColumn(new TableColumn("Share").RightAligned());
        foreach (var group in groups)
        {
            var layers = group.Name.Contains('*', StringComparison.Ordinal) ? $"{group.Count}" : "";
            table.AddRow(
                Markup.Escape(group.Name), layers, Markup.Escape(group.Shapes), group.Types,
                $"{group.ElementCount:N0}", $"{100.0 * group.ElementCount / total:0.0} %");
        }

        return table.AddRow("total", "", "", "", $"{groups.Sum(g => g.ElementCount):N0}", "100.0 %");
    }
}
