namespace Pipelines.Evaluation;

/// <summary>Builds a report from the top to the bottom.</summary>
public sealed class ReportBuilder
{
    private readonly string _title;
    private readonly List<(string Title, List<ReportBlock> Blocks)> _sections = [];
    private readonly List<ReportRow> _rows = [];
    private string _subtitle = "";

    /// <summary>Begins a report.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="options">What it has of each result; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public ReportBuilder(string title, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(title);
        _title = title;
        Options = OptionsValidation.Validated(options ?? new ReportOptions());
    }

    /// <summary>What the report has of each result.</summary>
    public ReportOptions Options { get; }

    /// <summary>Sets the line below the title, such as when and on what the report was made.</summary>
    /// <param name="text">The line.</param>
    public ReportBuilder Subtitle(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _subtitle = text;
        return this;
    }

    /// <summary>Begins a section; what is added next is in it.</summary>
    /// <param name="title">Its title.</param>
    public ReportBuilder Section(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        _sections.Add((title, []));
        return this;
    }

    /// <summary>Adds a table, a chart, examples, fingerprints or a paragraph.</summary>
    /// <param name="block">What is added.</param>
    /// <exception cref="PipelineException">Its values do not fit together.</exception>
    public ReportBuilder Add(ReportBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        block.Check();
        if (_sections.Count == 0)
            Section("Summary");
        _sections[^1].Blocks.Add(block);
        return this;
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">Its text.</param>
    public ReportBuilder Paragraph(string text) => Add(new ReportParagraph(text));

    /// <summary>Adds a paragraph that must not be overlooked.</summary>
    /// <param name="text">Its text.</param>
    public ReportBuilder Warning(string text) => Add(new ReportParagraph(text, IsWarning: true));

    /// <summary>Adds what single rows came to.</summary>
    /// <param name="rows">The rows.</param>
    public ReportBuilder Rows(IEnumerable<ReportRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (Options.KeepRows)
            _rows.AddRange(rows);
        return this;
    }

    /// <summary>The report.</summary>
    public EvaluationReport Build() => new()
    {
        Title = _title,
        Subtitle = _subtitle,
        Sections = [.. _sections.Select(section => new ReportSection(section.Title, [.. section.Blocks]))],
        Rows = [.. _rows],
    };
}
