using System.Globalization;
using Pipelines;
using Pipelines.Samples;
using ScienceExam.Exam;
using Spectre.Console;

namespace ScienceExam;

/// <summary>Shows what came of the questions, and writes a row for each.</summary>
/// <param name="questions">The questions.</param>
/// <param name="passages">What was read for each.</param>
/// <param name="with">The answers with passages.</param>
/// <param name="without">The answers without.</param>
internal sealed class ExamReport(IReadOnlyList<ExamQuestion> questions, IReadOnlyList<string[]> passages, Answers with, Answers without)
{
    private const int Shown = 4;
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
            foreach (var option in Enumerable.Range(0, question.Options.Count).OrderByDescending(o => with.Probabilities[i][o]))
            {
                var mark = option == question.Answer ? "  ← right" : "";
                console.WriteLine($"  {ExamFile.Letter(option)} {Share(with.Probabilities[i][option])}  {question.Options[option]}{mark}");
            }
        }
    }

    /// <summary>Shows a table with a row a question.</summary>
    public void ShowTable(SampleConsole console)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("question", "answer", "with passages", "AP@3", "without", "AP@3", "answer's passage");
        foreach (var row in Rows().Take(ShownInTable))
        {
            string[] cells =
                [row.Prompt, row.Answer, row.With, row.WithPrecision, row.Without, row.WithoutPrecision, row.Evidence];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        console.Write(table);
        if (questions.Count > ShownInTable)
            console.WriteLine($"  … and {questions.Count - ShownInTable} more in questions.csv");
    }

    /// <summary>Writes the table with all rows.</summary>
    public void Save(DataCatalog data, string path) => data.SaveAsCsv(data.LoadFromEnumerable(Rows().ToArray()), path);

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
