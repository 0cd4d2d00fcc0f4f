using System.Globalization;
using Pipelines;
using Pipelines.Evaluation;
using Pipelines.Samples;
using ScienceExam.Exam;

namespace ScienceExam;

/// <summary>Shows what came of the questions, and writes a row for each.</summary>
/// <param name="questions">The questions.</param>
/// <param name="passages">What was read for each.</param>
/// <param name="with">The answers with passages.</param>
/// <param name="without">The answers without.</param>
internal sealed class ExamReport(IReadOnlyList<ExamQuestion> questions, IReadOnlyList<string[]> passages, Answers with, Answers without)
{
    private const int Shown = 4;
    private const int ShownOnPage = 8;
    private const int ShownInTable = 15;

    /// <summary>Shows some questions with the passages and the options, the most probable first.</summary>
    public void ShowQuestions(SampleConsole console)
    {
        for (var i = 0; i < Math.Min(Shown, questions.Count); i++)
        {
            var question = questions[i];
            console.WriteHeading($"question {question.Id}");
            console.WriteLine(question.Prompt);
            for (var p = 0; p < passages[i].Length; p++)
                console.WriteLine($"  [{p + 1}] {passages[i][p].ReplaceLineEndings(" ")}");
            foreach (var option in Options(i))
                console.WriteLine($"  {option}");
        }
    }

    /// <summary>The first questions, a row each.</summary>
    public SampleTable ToTable() => new(
        questions.Count > ShownInTable ? $"The first {ShownInTable} questions of {questions.Count}; all are in questions.csv" : "Questions",
        ["question", "answer", "with passages", "AP@3", "without", "AP@3", "answer's passage"],
        [
            .. Rows().Take(ShownInTable).Select(row => (string[])
                [row.Prompt, row.Answer, row.With, row.WithPrecision, row.Without, row.WithoutPrecision, row.Evidence]),
        ])
    { TextColumns = 7 };

    /// <summary>Some questions with what was read and how probable each option was.</summary>
    public ReportExamples ToExamples() => new()
    {
        Title = "Questions with what was read",
        Items =
        [
            .. Enumerable.Range(0, Math.Min(ShownOnPage, questions.Count)).Select(i => new ReportExample
            {
                Id = $"{questions[i].Id}. {questions[i].Prompt}",
                Prompt = string.Join(
                    '\n', passages[i].Select((p, n) => $"[{n + 1}] {p.ReplaceLineEndings(" ")}").Prepend(questions[i].Prompt)),
                Output = string.Join('\n', Options(i)),
            }),
        ],
    };

    /// <summary>Writes the table with all rows.</summary>
    public void Save(DataCatalog data, string path) => data.SaveAsCsv(data.LoadFromEnumerable(Rows().ToArray()), path);

    // The most probable first.
    private IEnumerable<string> Options(int i) =>
        Enumerable.Range(0, questions[i].Options.Count).OrderByDescending(o => with.Probabilities[i][o])
        .Select(o =>
            $"{ExamFile.Letter(o)} {Share(with.Probabilities[i][o])}  "
            + $"{questions[i].Options[o]}{(o == questions[i].Answer ? "  ← right" : "")}");

    private IEnumerable<TableRow> Rows()
    {
        for (var i = 0; i < questions.Count; i++)
        {
            var question = questions[i];
            var place = question.Evidence is null ? -1 : Array.IndexOf(passages[i], question.Evidence);
            yield return new TableRow(
                question.Id, question.Prompt, question.Answer is { } answer ? ExamFile.Letter(answer) : "",
                with.Rankings[i], Precision(question, with.Rankings[i]), without.Rankings[i], Precision(question, without.Rankings[i]),
                question.Evidence is null ? "" : place < 0 ? "not read" : $"[{place + 1}]");
        }
    }

    // Of one right option the average precision is one over its rank.
    private static string Precision(ExamQuestion question, string ranking)
    {
        if (question.Answer is not { } answer)
            return "";
        var rank = Array.IndexOf(ranking.Split(' '), ExamFile.Letter(answer));
        return (rank < 0 ? 0 : 1.0 / (rank + 1)).ToString("F2", CultureInfo.InvariantCulture);
    }

    private static string Share(float value) => value.ToString("P1", CultureInfo.InvariantCulture).PadLeft(7);

    private sealed record TableRow(
        string Id, string Prompt, string Answer, string With, string WithPrecision, string Without, string WithoutPrecision,
        string Evidence);
}
