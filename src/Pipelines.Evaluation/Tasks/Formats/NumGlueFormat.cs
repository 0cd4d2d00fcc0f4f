using System.Text.Json;

namespace Pipelines.Evaluation;

/// <summary>
/// NumGLUE (Mishra et al. 2022): arrays of its eight types — numbers, two options, passages with a number, date or spans, and statements
/// that follow from each other. A folder is read with all files <c>*.json</c> in it.
/// </summary>
public sealed class NumGlueFormat : ITaskFormat
{
    private static readonly string[] Relations = ["entailment", "contradiction", "neutral"];

    /// <inheritdoc/>
    public IEnumerable<TaskExample> Read(string path)
    {
        if (!Directory.Exists(path))
            return JsonRows.Read(path, Read);
        var files = Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files.SelectMany(file => JsonRows.Read(file, Read))
            : throw new DataFormatException("the folder has no file *.json.", path);
    }

    private static TaskExample Read(JsonElement row, int number)
    {
        var type = row.Text("type");
        var example = new TaskExample { Id = $"{type}-{NumericAnswers.Format(number)}", Question = "", Category = type };
        if (row.TryGetProperty("Option1", out _))
        {
            var answer = row.Text("answer").Trim();
            return example with
            {
                Question = $"{row.Text("question").Trim()}\nOption 1: {row.Text("Option1")}\nOption 2: {row.Text("Option2")}",
                Answers = Chosen(answer, ["Option 1", "Option 2"]),
            };
        }

        if (row.TryGetProperty("statement1", out _))
        {
            return example with
            {
                Question = $"{row.Text("statement1").Trim()}\n{row.Text("statement2").Trim()}\n{row.Text("options").Trim()}",
                Answers = Chosen(row.Text("answer").Trim(), Relations),
            };
        }

        return example with
        {
            Context = row.TryGetProperty("passage", out _) ? row.Text("passage").Trim() : "",
            Question = row.Text("question").Trim(),
            Answers = Answers(row),
        };
    }

    private static IReadOnlyList<string> Chosen(string answer, string[] labels) =>
        Array.Find(labels, label => label.Equals(answer, StringComparison.OrdinalIgnoreCase)) is { } label
            ? [label]
            : throw new RowException($"the answer is '{answer}'; one of {string.Join(", ", labels)} was expected.");

    private static IReadOnlyList<string> Answers(JsonElement row)
    {
        if (!row.TryGetProperty("answer", out var answer))
            throw new RowException("'answer' is missing.");
        if (answer.ValueKind != JsonValueKind.Object)
            return [NumericAnswers.TryParse(row.Text("answer"), out var number)
                ? NumericAnswers.Format(number)
                : row.Text("answer").Trim()];
        if (answer.Text("number").Trim() is { Length: > 0 } value)
            return [NumericAnswers.TryParse(value, out var found) ? NumericAnswers.Format(found) : value];
        var spans = answer.Array("spans").Select(span => span.GetString() ?? "").Where(span => span.Trim().Length > 0).ToList();
        if (spans.Count > 0)
            return [string.Join(", ", spans.Select(span => span.Trim()))];
        if (!answer.TryGetProperty("date", out var date))
            throw new RowException("'answer' has neither number, spans nor date.");
        var parts = new[] { date.Text("day"), date.Text("month"), date.Text("year") }.Where(part => part.Length > 0);
        var text = string.Join(' ', parts);
        return text.Length > 0 ? [text] : throw new RowException("'answer' is empty.");
    }
}
