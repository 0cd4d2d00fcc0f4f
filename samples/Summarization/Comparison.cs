using System.Globalization;
using System.Text;
using Pipelines.Samples;
using Spectre.Console;

namespace Summarization;

/// <summary>The methods side by side.</summary>
internal sealed class Comparison(double baselineLoss, SummaryScores baseline, IReadOnlyList<MethodOutcome> outcomes, long parameters)
{
    private static readonly string[] Headings =
        ["method", "trained parameters", "of all", "seconds", "gradients + optimizer", "peak memory", "validation loss", "ROUGE-1", "ROUGE-2", "ROUGE-L", "95 %"];

    /// <summary>Draws the table.</summary>
    public void Show(SampleConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in Headings)
            table.AddColumn(new TableColumn(heading) { Alignment = heading == Headings[0] ? Justify.Left : Justify.Right });
        foreach (var row in Rows())
            table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }

    /// <summary>The table in Markdown, and how the scores were made.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", Headings).Append(" |\n|---").Insert(text.Length, "|---:", Headings.Length - 1).Append("|\n");
        foreach (var row in Rows())
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return text.Append(CultureInfo.InvariantCulture, $"\nROUGE: means of F-measures over {baseline.Rows} summaries, {baseline.Signature}\n").ToString();
    }

    private IEnumerable<string[]> Rows()
    {
        yield return ["baseline", "", "", "", "", "", Number(baselineLoss, 4), .. Scores(baseline)];
        foreach (var outcome in outcomes)
        {
            var result = outcome.Result;
            yield return
            [
                outcome.Name, Number(result.Parameters.Trainable, 0), Number(100.0 * result.Parameters.Trainable / parameters, 2) + " %",
                Number(outcome.Seconds, 1), Units.Bytes(result.GradientBytes + result.OptimizerBytes),
                result.Memory is { } memory ? Units.Bytes(memory.PeakBytes) : "", Number(result.ValidationLoss ?? double.NaN, 4), .. Scores(outcome.Scores),
            ];
        }
    }

    private static string[] Scores(SummaryScores scores) =>
    [
        Number(scores.Rouge1, 3), Number(scores.Rouge2, 3), Number(scores.RougeL, 3), $"{Number(scores.Lower, 3)}–{Number(scores.Upper, 3)}",
    ];

    private static string Number(double value, int digits) => value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
