namespace Pipelines.Evaluation;

/// <summary>
/// GSM8K (Cobbe et al. 2021): <c>question</c> and <c>answer</c> a line, the answer a worked solution with <c>&lt;&lt;48/2=24&gt;&gt;</c>
/// marks and the number behind <c>####</c>. The marks are left out of the reasoning.
/// </summary>
public sealed class Gsm8kFormat : ITaskFormat
{
    private const string Marker = "####";

    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => JsonRows.Read(path, (row, number) =>
    {
        var solution = row.Text("answer");
        var at = solution.LastIndexOf(Marker, StringComparison.Ordinal);
        if (at < 0)
            throw new RowException($"'answer' has no '{Marker}' before its number.");
        if (!NumericAnswers.TryParse(solution.AsSpan(at + Marker.Length), out var answer))
            throw new RowException($"'{solution[(at + Marker.Length)..].Trim()}' behind '{Marker}' is no number.");
        return new TaskExample
        {
            Id = NumericAnswers.Format(number),
            Question = row.Text("question").Trim(),
            Answers = [NumericAnswers.Format(answer)],
            Reasoning = WithoutMarks(solution[..at]).Trim(),
        };
    });

    private static string WithoutMarks(string text)
    {
        while (text.IndexOf("<<", StringComparison.Ordinal) is var start and >= 0)
        {
            var end = text.IndexOf(">>", start, StringComparison.Ordinal);
            if (end < 0)
                break;
            text = text.Remove(start, end + 2 - start);
        }

        return text;
    }
}
