namespace Pipelines.Evaluation;

/// <summary>SVAMP (Patel et al. 2021): an array of <c>Body</c>, <c>Question</c>, <c>Equation</c>, <c>Answer</c>, <c>Type</c>.</summary>
public sealed class SvampFormat : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => JsonRows.Read(path, (row, _) =>
    {
        if (!row.TryGetProperty("Answer", out var answer))
            throw new RowException("'Answer' is missing.");
        var body = row.Text("Body").Trim();
        return new TaskExample
        {
            Id = row.Text("ID"),
            Question = (body.EndsWith('.') || body.EndsWith('?') || body.EndsWith(',') ? body : body + ".") + " " + row.Text("Question").Trim(),
            Answers = [NumberText.Format(answer.Number())],
            Reasoning = row.Text("Equation").Trim() is { Length: > 0 } equation ? $"{equation} = {NumberText.Format(answer.Number())}." : "",
            Category = row.Text("Type") is "Common-Divison" ? "Common-Division" : row.Text("Type"),
        };
    });
}
