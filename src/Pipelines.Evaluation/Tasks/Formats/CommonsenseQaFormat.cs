namespace Pipelines.Evaluation;

/// <summary>CommonsenseQA (Talmor et al. 2019): <c>question.stem</c>, <c>question.choices</c>, <c>answerKey</c> a line.</summary>
public sealed class CommonsenseQaFormat : ITaskFormat
{
    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => JsonRows.Read(path, (row, _) =>
    {
        if (!row.TryGetProperty("question", out var question))
            throw new RowException("'question' is missing.");
        var choices = question.Array("choices").ToList();
        var labels = choices.Select(choice => choice.Text("label")).ToList();
        var key = row.Text("answerKey");
        var correct = labels.IndexOf(key);
        return new TaskExample
        {
            Id = row.Text("id"),
            Question = question.Text("stem").Trim(),
            Options = [.. choices.Select(choice => choice.Text("text"))],
            CorrectOption = correct >= 0
                ? correct
                : throw new RowException($"'answerKey' is '{key}'; one of {string.Join(", ", labels)} was expected."),
        };
    });
}
