using Pipelines.Evaluation;
using Pipelines.Nn;
using Pipelines.Samples;

namespace Inspect;

/// <summary>What was found, for people on the console and on a page, and for programs.</summary>
/// <param name="report">What was found.</param>
/// <param name="groups">The tensors by module.</param>
internal sealed class ReportView(ModelReport report, IReadOnlyList<TensorGroup> groups)
{
    private const int ListedNames = 20;

    // Weight, gradient and AdamW's two averages.
    private const int TrainingCopies = 4;

    private readonly long _elements = groups.Sum(g => g.ElementCount);
    private readonly long _bytes = groups.Sum(g => g.ByteCount);

    private KeyValuePair<string, string>[] ModelFacts => [new("family", report.Family), .. report.Facts];

    private KeyValuePair<string, string>[] MemoryFacts =>
    [
        new("stored", $"{Units.Bytes(_bytes)} as {string.Join(", ", groups.SelectMany(g => g.Types.Split(", ")).Distinct())}"),
        new("in memory", $"{Units.Bytes(_elements * sizeof(float))} as Float32"),
        new("to train with AdamW", $"{Units.Bytes(TrainingCopies * _elements * sizeof(float))}, and the activations of a batch"),
    ];

    private IReadOnlyList<KeyValuePair<string, string>> TokenizerFacts => report.Tokenizer.Facts.Count > 0
        ? report.Tokenizer.Facts
        : [new("none", "there are no tokenizer files in the folder")];

    /// <summary>Writes all of it to the console.</summary>
    public void Write(SampleConsole console)
    {
        console.WriteHeading("model");
        WriteFacts(console, [new("folder", report.Path), .. ModelFacts]);
        console.WriteHeading("parameters");
        console.Write(Modules());
        WriteFacts(console, MemoryFacts);
        console.WriteHeading("tokenizer");
        WriteFacts(console, TokenizerFacts);
        console.WriteHeading(report.IsInOrder ? "in order" : "not in order");
        foreach (var line in Findings())
            console.WriteLine(line);
    }

    /// <summary>Adds all of it to a page; the path of the folder, which is the reader's own, is left out.</summary>
    public void AddTo(ReportBuilder page)
    {
        foreach (var line in Findings())
            page.Paragraph(line.Trim());
        page.Section("Model").Add(Facts("Model", ModelFacts)).Add(Facts("Memory", MemoryFacts));
        page.Section("Parameters").Add(Modules().ToReport());
        page.Section("Tokenizer").Add(Facts("Tokenizer", TokenizerFacts));
    }

    /// <summary>The numbers.</summary>
    public Dictionary<string, double?> Metrics() => new()
    {
        ["parameters"] = _elements,
        ["storedBytes"] = _bytes,
        ["vocabularySize"] = report.Tokenizer.VocabularySize,
        ["matchedTensors"] = report.Match?.Sources.Count,
        ["missingTensors"] = report.Match?.Missing.Count,
        ["misfittingTensors"] = report.Match?.Misfits.Count,
        ["unusedTensors"] = report.Match?.Unused.Count,
        ["problems"] = report.Problems.Count,
    };

    private IEnumerable<string> Findings()
    {
        foreach (var problem in report.Problems)
            yield return problem;
        if (report.Match is not { } match)
            yield break;
        yield return $"{match.Sources.Count} of {match.Sources.Count + match.Missing.Count + match.Misfits.Count} parameters have their "
            + "tensor.";
        (string Title, IReadOnlyList<string> Names)[] lists =
        [
            ("missing", match.Missing), ("do not fit", match.Misfits), ("absent, which may be", match.MissingOptional),
            ("unused", match.Unused),
            ("known extras, not needed", match.Ignored),
        ];
        foreach (var (title, names) in lists.Where(l => l.Names.Count > 0))
        {
            yield return $"{title}: {names.Count}";
            foreach (var name in names.Take(ListedNames))
                yield return $"  {name}";
            if (names.Count > ListedNames)
                yield return $"  and {names.Count - ListedNames} more";
        }
    }

    private SampleTable Modules()
    {
        var total = Math.Max(1, _elements);
        return new SampleTable("Parameters by module", ["module", "layers", "tensors", "type", "parameters", "share"],
        [
            .. groups.Select(g => (string[])
            [
                g.Name, g.Name.Contains('*', StringComparison.Ordinal) ? $"{g.Count}" : "", g.Shapes, g.Types, $"{g.ElementCount:N0}",
                $"{100.0 * g.ElementCount / total:0.0} %",
            ]),
            ["total", "", "", "", $"{_elements:N0}", "100.0 %"],
        ])
        { TextColumns = 4 };
    }

    private static ReportTable Facts(string title, IReadOnlyList<KeyValuePair<string, string>> facts) =>
        new SampleTable(title, ["", ""], [.. facts.Select(f => (string[])[f.Key, f.Value])]) { TextColumns = 2 }.ToReport();

    private static void WriteFacts(SampleConsole console, IReadOnlyList<KeyValuePair<string, string>> facts)
    {
        var width = facts.Max(f => f.Key.Length) + 2;
        foreach (var (name, value) in facts)
            console.WriteLine(name.PadRight(width) + value);
    }
}
