namespace Pipelines.Evaluation;

/// <summary>
/// AQuA (Ling et al. 2017): <c>question</c>, <c>options</c> such as <c>A)$61</c>, <c>rationale</c>, <c>correct</c> a line.
/// </summary>
public sealed class AquaFormat : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => JsonRows.Read(path, (row, number) =>
    {
        var options = row.Array("options").Select(option => option.GetString() ?? "").ToList();
        for (var i = 0; i < options.Count; i++)
        {
            var text = options[i];
            if (text.Length < 2 || text[0] != 'A' + i || text[1] != ')')
                throw new RowException($"option {i + 1} is '{text}'; '{(char)('A' + i)})…' was expected.");
            options[i] = text[2..].Trim();
        }

        return new TaskExample
        {
            Id = NumericAnswers.Format(number),
            Question = row.Text("question").Trim(),
            Options = options,
            CorrectOption = DelimitedRows.OptionOf(row.Text("correct"), options.Count),
            Reasoning = row.Text("rationale").Trim(),
        };
    });
}
