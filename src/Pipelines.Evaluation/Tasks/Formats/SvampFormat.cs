namespace Pipelines.Evaluation;

/// <summary>SVAMP (Patel et al. 2021): an array of <c>Body</c>, <c>Question</c>, <c>Equation</c>, <c>Answer</c>, <c>Type</c>.</summary>
public sealed class SvampFormat : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => JsonRows.Read(path, (row, _) =>
    {
        if (!row.TryGetProperty("Answer", out var answer))
            throw new RowException("'Answer' is missing.");
        var (body, equation) = (row.Text("Body").Trim(), row.Text("Equation").Trim());
        var number = NumericAnswers.Format(answer.Number());
        return new TaskExample
        {
            Id = row.Text("ID"),
            Question = $"{body}{(body.Length > 0 && body[^1] is '.' or '?' or ',' ? "" : ".")} {row.Text("Question").Trim()}",
            Answers = [number],
            Reasoning = equation.Length > 0 ? $"{equation} = {number}." : "",
            Category = row.Text("Type") is "Common-Divison" ? "Common-Division" : row.Text("Type"),
        };
    });
}
