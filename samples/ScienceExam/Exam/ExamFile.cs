using Pipelines;

namespace ScienceExam.Exam;

/// <summary>Reads an exam as Kaggle's: a row a question, with the columns <c>id</c>, <c>prompt</c>, the options <c>A</c>, <c>B</c> … and <c>answer</c>.</summary>
internal static class ExamFile
{
    private const string Prompt = "prompt";
    private const string Id = "id";
    private const string Answer = "answer";
    private const int LeastOptions = 2;

    /// <summary>The letter of an option.</summary>
    public static char Letter(int option) => (char)('A' + option);

    /// <summary>Reads the questions; without an <c>answer</c> column, or with an empty one in a row, their answers are unknown.</summary>
    /// <param name="data">Loads files.</param>
    /// <param name="path">A CSV file with a header.</param>
    /// <exception cref="PipelineException">There is no such file, a column is missing, or a row is wrong; the message names it.</exception>
    public static IReadOnlyList<ExamQuestion> Read(DataCatalog data, string path)
    {
        var view = data.LoadFromCsv(path, o => o.InferTypes = false);
        var names = view.Schema.Select(c => c.Name).ToArray();
        var prompt = Find(names, Prompt);
        var letters = Enumerable.Range(0, 'Z' - 'A' + 1).Select(i => Letter(i).ToString()).TakeWhile(l => names.Contains(l)).ToArray();
        if (prompt is null || letters.Length < LeastOptions)
        {
            throw new PipelineException(
                $"{path}: the columns are {string.Join(", ", names)}; expected were prompt, the options A, B and so on, answer, and id if there is one. "
                + "Rename them in the first line.");
        }

        var prompts = Column(prompt)!;
        var (ids, answers, options) = (Column(Find(names, Id)), Column(Find(names, Answer)), letters.Select(l => Column(l)!).ToArray());
        return [.. prompts.Select((text, row) => Check(path, row, new ExamQuestion(
            ids is null || ids[row].Length == 0 ? $"{row}" : ids[row], text, [.. options.Select(o => o[row])],
            answers is null || answers[row].Length == 0 ? null : Position(path, row, answers[row], letters))))];

        string[]? Column(string? name) => name is null ? null : [.. view.GetColumn<string>(name).Select(t => t.Trim())];
    }

    private static string? Find(IEnumerable<string> names, string name) =>
        names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static int Position(string path, int row, string answer, string[] letters)
    {
        var position = Array.FindIndex(letters, l => l.Equals(answer, StringComparison.OrdinalIgnoreCase));
        return position >= 0
            ? position
            : throw new PipelineException($"{path}: row {row + 1}: the answer is '{answer}'; a letter from A to {letters[^1]} was expected. Correct it.");
    }

    private static ExamQuestion Check(string path, int row, ExamQuestion question)
    {
        if (question.Prompt.Length == 0)
            throw new PipelineException($"{path}: row {row + 1}: the prompt is empty. Leave the row out, or give it a question.");
        for (var i = 0; i < question.Options.Count; i++)
        {
            if (question.Options[i].Length == 0)
                throw new PipelineException($"{path}: row {row + 1}: option {Letter(i)} is missing. Every question needs {question.Options.Count} options.");
        }

        return question;
    }
}
