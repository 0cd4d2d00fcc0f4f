using System.Text;
using Pipelines.Evaluation;
using Spectre.Console;

namespace Pipelines.Samples;

/// <summary>A table that is shown alike on the console, in Markdown and on the report's page: made once, written three ways.</summary>
/// <param name="Title">What it shows; the console and Markdown leave it to the text around.</param>
/// <param name="Headings">What stands above the columns; the first names the rows.</param>
/// <param name="Rows">The rows, a text for each column.</param>
public sealed record SampleTable(string Title, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>How many columns from the left are words; the others are numbers and stand to the right.</summary>
    public int TextColumns { get; init; } = 1;

    /// <summary>The table for the report's page.</summary>
    public ReportTable ToReport() => new()
    {
        Title = Title,
        Columns =
            [.. Headings.Select((heading, i) => new ReportColumn(heading, IsText(i) ? ReportColumnKind.Text : ReportColumnKind.Number))],
        Rows = [.. Rows.Select(row => (IReadOnlyList<ReportCell>)[.. row.Select(text => (ReportCell)text)])],
    };

    /// <summary>The table in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder().Append("| ").AppendJoin(" | ", Headings.Select(Escape)).Append(" |\n|");
        for (var i = 0; i < Headings.Count; i++)
            text.Append(IsText(i) ? "---|" : "---:|");
        text.Append('\n');
        foreach (var row in Rows)
            text.Append("| ").AppendJoin(" | ", row.Select(Escape)).Append(" |\n");
        return text.ToString();

        static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
    }

    /// <summary>The table for the console.</summary>
    internal Table ToConsole()
    {
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < Headings.Count; i++)
            table.AddColumn(new TableColumn(Markup.Escape(Headings[i])) { Alignment = IsText(i) ? Justify.Left : Justify.Right });
        foreach (var row in Rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }

    private bool IsText(int column) => column < TextColumns;
}
