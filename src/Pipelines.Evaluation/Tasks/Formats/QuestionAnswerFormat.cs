using System.Text.Json;

namespace Pipelines.Evaluation;

/// <summary>
/// Questions with answers in JSON: an array, an array under <c>examples</c>, or an object a line. The names of the members are options;
/// coin flip and last letters (Wei et al. 2022) have the usual ones.
/// </summary>
public sealed class QuestionAnswerFormat : ITaskFormat
{
    /// <summary>The member that holds the question.</summary>
    public string Question { get; init; } = "question";

    /// <summary>The member that holds the answer.</summary>
    public string Answer { get; init; } = "answer";

    /// <summary>The member that holds what the question is about; null for none.</summary>
    public string? Context { get; init; }

    /// <summary>The member that holds the way to the answer; null for none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Members with more accepted answers, or with others in place of it, where a row has them.</summary>
    public IReadOnlyList<string> MoreAnswers { get; init; } = [];

    /// <summary>What an answer ends with and is left out; null for nothing.</summary>
    public string? AnswerEnd { get; init; }

    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path) => JsonRows.Read(
        path,
        (row, number) => new TaskExample
        {
            Id = NumericAnswers.Format(number),
            Question = row.Text(Question).Trim(),
            Context = Context is null ? "" : row.Text(Context).Trim(),
            Reasoning = Reasoning is null ? "" : row.Text(Reasoning).Trim(),
            Answers = Answers(row),
        },
        "examples");

    private List<string> Answers(JsonElement row)
    {
        var names = MoreAnswers.Prepend(Answer).Where(name => row.TryGetProperty(name, out _));
        var answers = names.Select(name => Clean(row.Text(name))).ToList();
        return answers.Count > 0 ? answers : throw new RowException($"'{Answer}' is missing.");
    }

    private string Clean(string answer)
    {
        var text = answer.Trim();
        return AnswerEnd is { Length: > 0 } end && text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length].Trim() : text;
    }
}
