using System.Globalization;
using Pipelines;

namespace ScienceExam.Exam;

/// <summary>Exams in Kaggle's columns: <c>id</c>, <c>prompt</c>, the options <c>A</c>, <c>B</c> …, <c>answer</c>.</summary>
internal static class ExamFile
{
    /// <summary>The letter of an option.</summary>
    public static string Letter(int option) => ((char)('A' + option)).ToString();

    /// <summary>Reads the questions; an answer that is not there is not known. Empty ids become numbers.</summary>
    /// <param name="data">Loads files.</param>
    /// <param name="path">A CSV file with a header.</param>
    /// <exception cref="PipelineException">There is no such file, a column is missing, or a row is wrong.</exception>
    public static IReadOnlyList<ExamQuestion> Read(DataCatalog data, string path)
    {
        var view = data.LoadExam(path);
        var names = view.Schema.Select(c => c.Name).ToHashSet();
        var letters = Enumerable.Range(0, 26).Select(Letter).TakeWhile(names.Contains).ToArray();
        var (ids, prompts, answers, options) = (Column("Id"), Column("Prompt"), Column("Answer"), letters.Select(Column).ToArray());
        return
        [
            .. prompts.Select((prompt, row) => Check(path, row, new ExamQuestion(
                ids.ElementAtOrDefault(row) is { Length: > 0 } id ? id : row.ToString(CultureInfo.InvariantCulture), prompt,
                [.. options.Select(o => o[row])], Position(path, row, answers.ElementAtOrDefault(row), letters)))),
        ];

        string[] Column(string name) => names.Contains(name) ? [.. view.GetColumn<string>(name).Select(t => t.Trim())] : [];
    }

    /// <summary>Writes questions with five options.</summary>
    public static void Write(DataCatalog data, IEnumerable<ExamQuestion> questions, string path) =>
        data.SaveAsCsv(data.LoadFromEnumerable(questions.Select(q => new Row
        {
            Id = q.Id, Prompt = q.Prompt, A = q.Options[0], B = q.Options[1], C = q.Options[2], D = q.Options[3], E = q.Options[4],
            Answer = q.Answer is { } answer ? Letter(answer) : "",
        }).ToArray()), path);

    private static int? Position(string path, int row, string? answer, string[] letters)
    {
        if (string.IsNullOrEmpty(answer))
            return null;
        var position = Array.FindIndex(letters, l => l.Equals(answer, StringComparison.OrdinalIgnoreCase));
        return position >= 0
            ? position
            : throw new PipelineException(
                $"{path}: row {row + 1}: the answer is '{answer}'; a letter from A to {letters[^1]} was expected. Correct it.");
    }

    private static ExamQuestion Check(string path, int row, ExamQuestion question)
    {
        if (question.Prompt.Length == 0)
            throw new PipelineException($"{path}: row {row + 1}: the prompt is empty. Leave the row out, or give it a question.");
        for (var i = 0; i < question.Options.Count; i++)
        {
            if (question.Options[i].Length == 0)
            {
                throw new PipelineException(
                    $"{path}: row {row + 1}: option {Letter(i)} is missing. Every question needs {question.Options.Count} options.");
            }
        }

        return question;
    }

    private sealed class Row
    {
        [ColumnName("id")]
        public string Id { get; init; } = "";

        [ColumnName("prompt")]
        public string Prompt { get; init; } = "";

        public string A { get; init; } = "";

        public string B { get; init; } = "";

        public string C { get; init; } = "";

        public string D { get; init; } = "";

        public string E { get; init; } = "";

        [ColumnName("answer")]
        public string Answer { get; init; } = "";
    }
}
