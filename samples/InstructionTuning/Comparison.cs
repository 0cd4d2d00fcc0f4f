using System.Globalization;
using System.Text;
using Pipelines.Samples;
using Spectre.Console;

namespace InstructionTuning;

/// <summary>The contenders side by side.</summary>
internal sealed class Comparison(double? startLoss, double? startExactMatch, IReadOnlyList<ContenderOutcome> outcomes)
{
    private static readonly string[] Headings =
        ["optimizer", "validation loss", "tokens/s", "trainable", "weights", "gradients", "optimizer state", "activations", "workspace", "peak", "exact"];

    /// <summary>Draws the table.</summary>
    public void Show(SampleConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in Headings)
            table.AddColumn(new TableColumn(heading) { Alignment = heading == Headings[0] ? Justify.Left : Justify.Right });
        foreach (var row in Rows())
            table.AddRow(row);
        console.Write(table);
    }

    /// <summary>The table in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", Headings).Append(" |\n|---").Insert(text.Length, "|---:", Headings.Length - 1).Append("|\n");
        foreach (var row in Rows())
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return text.ToString();
    }

    private IEnumerable<string[]> Rows()
    {
        yield return ["(before)", Loss(startLoss), "", "", "", "", "", "", "", "", Share(startExactMatch)];
        foreach (var outcome in outcomes)
        {
            var (result, memory) = (outcome.Result, outcome.Memory);
            yield return
            [
                outcome.Name, Loss(result.ValidationLoss), Number(result.TokensPerSecond), Number(result.Parameters.Trainable),
                Bytes(memory?.WeightBytes), Bytes(memory?.GradientBytes), Bytes(memory?.OptimizerBytes), Bytes(memory?.ActivationBytes),
                Bytes(memory?.WorkspaceBytes), Bytes(memory?.PeakBytes), Share(outcome.ExactMatch),
            ];
        }
    }

    private static string Loss(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "";

    private static string Share(double? value) => value?.ToString("P0", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(long? value) => value is { } bytes ? (bytes / 1048576.0).ToString("F1", CultureInfo.InvariantCulture) + " MiB" : "";
}
