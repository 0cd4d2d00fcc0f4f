using Pipelines;

namespace Quickstart;

/// <summary>Exams in Kaggle's columns: <c>id,prompt,A,B,C,D,E,answer</c>.</summary>
internal static class ExamFile
{
    private const string Letters = "ABCDE";

    /// <summary>Reads questions.</summary>
    /// <param name="data">Loads files.</param>
    /// <param name="path">A CSV file with a header.</param>
    /// <exception cref="PipelineException">There is no such file, a column is missing, or a row is wrong.</exception>
    public static ExamQuestion[] Read(DataCatalog data, string path) =>
        [.. data.CreateEnumerable<Row>(data.LoadFromCsv<Row>(path)).Select((row, i) => row.ToQuestion($"{path}: row {i + 1}"))];

    /// <summary>Writes questions.</summary>
    /// <param name="data">Saves files.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="path">The file.</param>
    public static void Write(DataCatalog data, IEnumerable<ExamQuestion> questions, string path) =>
        data.SaveAsCsv(data.LoadFromEnumerable(questions.Select(Row.Of).ToArray()), path);

    private sealed record Row
    {
        [ColumnName("id")]
        public string Id { get; init; } = "";

        [ColumnName("prompt")]
        public string Question { get; init; } = "";

        public string A { get; init; } = "";

        public string B { get; init; } = "";

        public string C { get; init; } = "";

        public string D { get; init; } = "";

        public string E { get; init; } = "";

        [ColumnName("answer")]
        public string Answer { get; init; } = "";

        public static Row Of(ExamQuestion question) => new()
        {
            Id = question.Id,
            Question = question.Question,
            A = question.Options[0],
            B = question.Options[1],
            C = question.Options[2],
            D = question.Options[3],
            E = question.Options[4],
            Answer = question.Letter,
        };

        public ExamQuestion ToQuestion(string place)
        {
            string[] options = [A, B, C, D, E];
            if (string.IsNullOrWhiteSpace(Question) || Array.Exists(options, string.IsNullOrWhiteSpace))
                throw new PipelineException($"{place}: the prompt or an option is empty. Every question needs a prompt and five options.");
            return Answer is [var letter] && Letters.Contains(letter, StringComparison.Ordinal)
                ? new ExamQuestion(Id, Question, options, Letters.IndexOf(letter, StringComparison.Ordinal))
                : throw new PipelineException($"{place}: the answer is '{Answer}'; a letter from A to E was expected. Correct it.");
        }
    }
}
