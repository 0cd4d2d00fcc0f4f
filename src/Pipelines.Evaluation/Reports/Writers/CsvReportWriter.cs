using System.Globalization;
using System.Text;
using CsvHelper;

namespace Pipelines.Evaluation;

/// <summary>Writes the rows of a report in CSV.</summary>
internal static class CsvReportWriter
{
    private static readonly string[] Header =
    [
        "task", "model", "id", "category", "score", "answer", "expected", "unparsed", "cut_off", "prompt_cut", "question", "output",
    ];

    public static string Write(IReadOnlyList<ReportRow> rows)
    {
        using var stream = new MemoryStream();
        using (var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
        {
            csv.WriteHeader(Header);
            foreach (var row in rows)
                WriteRow(csv, row);
            csv.Flush();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    // Texts stay as they are: one that begins with = is an answer and no formula.
    private static void WriteRow(CsvWriter csv, ReportRow row)
    {
        csv.WriteField(row.Task);
        csv.WriteField(row.Model);
        csv.WriteField(row.Id);
        csv.WriteField(row.Category);
        csv.WriteField(row.Score.ToString("R", CultureInfo.InvariantCulture));
        csv.WriteField(row.Answer ?? "");
        csv.WriteField(string.Join('\n', row.Expected));
        csv.WriteField(row.IsUnparsed ? "1" : "0");
        csv.WriteField(row.IsCutOff ? "1" : "0");
        csv.WriteField(row.IsPromptCut ? "1" : "0");
        csv.WriteField(row.Question);
        csv.WriteField(string.Join("\n\n", row.Outputs));
        csv.EndRecord();
    }
}
