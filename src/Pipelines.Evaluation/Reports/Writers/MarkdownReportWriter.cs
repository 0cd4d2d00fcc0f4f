using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Writes a report in Markdown as GitHub reads it; texts are escaped, charts are tables of their values.</summary>
internal sealed class MarkdownReportWriter(EvaluationReport report)
{
    private readonly StringBuilder _text = new();

    public string Write()
    {
        _text.Append("# ").Append(MarkdownText.Inline(report.Title)).Append("\n\n");
        if (report.Subtitle.Length > 0)
            _text.Append(MarkdownText.Inline(report.Subtitle)).Append("\n\n");
        foreach (var section in report.Sections)
        {
            _text.Append("## ").Append(MarkdownText.Inline(section.Title)).Append("\n\n");
            foreach (var block in section.Blocks)
                WriteBlock(block);
        }

        return _text.ToString().TrimEnd('\n') + "\n";
    }

    private void WriteBlock(ReportBlock block)
    {
        switch (block)
        {
            case ReportParagraph { IsWarning: true } warning:
                _text.Append("> **Warning:** ").Append(MarkdownText.Inline(warning.Text)).Append("\n\n");
                break;
            case ReportParagraph paragraph:
                _text.Append(MarkdownText.Inline(paragraph.Text)).Append("\n\n");
                break;
            case ReportTable table:
                WriteTable(table);
                break;
            case Chart chart:
                WriteTable(chart.ToTable());
                break;
            case ReportExamples examples:
                WriteExamples(examples);
                break;
            case ReportFingerprints fingerprints:
                WriteFingerprints(fingerprints);
                break;
            default:
                throw new InvalidOperationException($"There is no Markdown for {block.GetType().Name}.");
        }
    }

    private void WriteTable(ReportTable table)
    {
        _text.Append("**").Append(MarkdownText.Inline(table.Title)).Append("**\n\n|");
        foreach (var column in table.Columns)
            _text.Append(' ').Append(MarkdownText.Inline(column.Name)).Append(" |");
        _text.Append("\n|");
        foreach (var column in table.Columns)
            _text.Append(column.Kind == ReportColumnKind.Text ? "---|" : "---:|");
        _text.Append('\n');
        foreach (var row in table.Rows)
        {
            _text.Append('|');
            for (var i = 0; i < row.Count; i++)
            {
                var kind = table.Columns[i].Kind;
                var value = MarkdownText.Inline(row[i].Format(kind));
                var interval = row[i].FormatInterval(kind);
                _text.Append(' ').Append(row[i].IsBest ? $"**{value}**" : value)
                    .Append(interval.Length > 0 ? " " + MarkdownText.Inline(interval) : "").Append(" |");
            }

            _text.Append('\n');
        }

        _text.Append('\n');
    }

    private void WriteExamples(ReportExamples examples)
    {
        _text.Append("### ").Append(MarkdownText.Inline(examples.Title)).Append("\n\n");
        foreach (var item in examples.Items)
        {
            _text.Append("**").Append(MarkdownText.Inline(item.Id)).Append("**");
            if (item.Category.Length > 0)
                _text.Append(", ").Append(MarkdownText.Inline(item.Category));
            if (item.Score is { } score)
                _text.Append(", score ").Append(((ReportCell)score).Format(ReportColumnKind.Number));
            _text.Append("\n\n");
            WriteText("Prompt", item.Prompt);
            if (item.Output.Length > 0)
                WriteText("Output", item.Output);
            if (item.Score is null)
                continue;
            WriteText(item.Expected.Count > 1 ? "Expected, any of" : "Expected", string.Join('\n', item.Expected));
            WriteText("Found", item.Answer);
        }
    }

    private void WriteText(string name, string? text)
    {
        _text.Append(name).Append(':');
        if (string.IsNullOrEmpty(text))
            _text.Append(text is null ? " *no answer was found*\n\n" : " *(nothing)*\n\n");
        else
            _text.Append("\n\n").Append(MarkdownText.Block(text)).Append("\n\n");
    }

    private void WriteFingerprints(ReportFingerprints fingerprints)
    {
        foreach (var item in fingerprints.Items)
        {
            _text.Append("- ").Append(MarkdownText.Inline(item.Name));
            if (item.Hash.Length > 0)
                _text.Append(' ').Append(MarkdownText.Code(item.Hash));
            _text.Append(": ").Append(MarkdownText.Code(item.Signature)).Append('\n');
        }

        _text.Append('\n');
    }
}
