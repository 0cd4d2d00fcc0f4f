namespace Pipelines.Evaluation;

/// <summary>
/// What an evaluation came to, for people and programs: sections of text, tables, charts, examples and fingerprints, and a value a row.
/// Made by a <see cref="ReportBuilder"/>; the same report gives the same bytes in each format.
/// </summary>
public sealed record EvaluationReport
{
    /// <summary>The version of the JSON that this package writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of its JSON.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>A line below the title, such as when and on what it was made; empty for none.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The sections.</summary>
    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>What each row of each result came to.</summary>
    public IReadOnlyList<ReportRow> Rows { get; init; } = [];

    /// <summary>The report as one HTML page that needs no network and no script.</summary>
    /// <exception cref="PipelineException">A part's values do not fit together.</exception>
    public string ToHtml() => new HtmlReportWriter(Checked()).Write();

    /// <summary>The report in Markdown; a chart is a table of its values.</summary>
    /// <exception cref="PipelineException">A part's values do not fit together.</exception>
    public string ToMarkdown() => new MarkdownReportWriter(Checked()).Write();

    /// <summary>The report in JSON, which <see cref="Load"/> reads.</summary>
    /// <exception cref="PipelineException">A part's values do not fit together.</exception>
    public string ToJson() => ReportJson.Write(Checked());

    /// <summary>The rows in CSV (RFC 4180), with a head.</summary>
    public string ToCsv() => CsvReportWriter.Write(Rows);

    /// <summary>
    /// Writes the report, whole or not at all, in the format of the file's name: .html, .md, .json, or .csv for its rows.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PipelineException">
    /// The name ends otherwise, the file cannot be written, or a part's values do not fit together.
    /// </exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteAllText(path, Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".html" or ".htm" => ToHtml(),
            ".md" => ToMarkdown(),
            ".json" => ToJson(),
            ".csv" => ToCsv(),
            var other => throw new PipelineException(
                $"A report is not written as '{other}': '{path}'. Name a file that ends in .html, .md, .json, or .csv for the rows."),
        });
    }

    /// <summary>Reads a report that was saved as JSON.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">It cannot be read, is no report, or is one of a later version.</exception>
    public static EvaluationReport Load(string path) => ReportJson.Read(path);

    internal EvaluationReport Checked()
    {
        foreach (var section in Sections)
        {
            foreach (var block in section?.Blocks ?? throw new PipelineException($"A section of the report '{Title}' is null."))
                (block ?? throw new PipelineException($"A part of the section '{section.Title}' is null.")).Check();
        }

        return this;
    }
}
