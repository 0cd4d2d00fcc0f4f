using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Results of tasks in reports.</summary>
public static class ReportTaskExtensions
{
    /// <summary>
    /// Adds a section with the score of a task, its rates, its categories, the questions with the lowest scores and its fingerprint.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="result">The result.</param>
    /// <param name="name">Whose result it is; null for the model's name.</param>
    public static ReportBuilder Result(this ReportBuilder builder, TaskResult result, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(result);
        name ??= result.Model;
        builder.Section($"{result.Task.Name} · {name}").Add(ScoreTable(result));
        if (result.Categories.Count > 1)
        {
            builder.Add(BarChart.OfCategories(
                $"{result.Task.Name} by category", result.Task.Metric, result.Categories, result.HigherIsBetter));
        }

        var worst = Worst(result, builder.Options.WorstExamples).Select(row => Example(row, builder.Options.TextLength)).ToList();
        if (worst.Count > 0)
            builder.Add(new ReportExamples { Title = "Lowest scores", Items = worst });
        return builder
            .Add(new ReportFingerprints([Fingerprint(name, result)]))
            .Rows(result.Rows.Select(row => Row(name, result, row)));
    }

    internal static ReportFingerprint Fingerprint(string name, TaskResult result) =>
        new($"{name}, {result.Task.Name}", result.Fingerprint.ToString(), result.Fingerprint.Hash);

    internal static ReportRow Row(string name, TaskResult result, TaskRow row) => new()
    {
        Task = result.Task.Name,
        Model = name,
        Id = row.Id,
        Category = row.Category,
        Question = row.Question,
        Outputs = row.Outputs,
        Answer = row.Answer,
        Expected = row.Expected,
        Score = row.Score,
        IsUnparsed = row.IsUnparsed,
        IsCutOff = row.IsCutOff,
        IsPromptCut = row.IsPromptCut,
    };

    private static ReportTable ScoreTable(TaskResult result) => new()
    {
        Title = result.HigherIsBetter ? "Score" : "Score (lower is better)",
        Columns =
        [
            new("metric"), new("score and 95 % interval", ReportColumnKind.Number), new("rows", ReportColumnKind.Count),
            new("unparsed", ReportColumnKind.Percent), new("output cut off", ReportColumnKind.Percent),
            new("prompt cut", ReportColumnKind.Percent),
        ],
        Rows = [[result.Task.Metric, result.Score, result.RowCount, result.UnparsedRate, result.CutOffRate, result.PromptCutRate]],
    };

    // A question that is wholly right is no bad example; likelihoods have no right and wrong.
    private static IEnumerable<TaskRow> Worst(TaskResult result, int count) => result.Rows
        .Where(row => !result.HigherIsBetter || row.Score < 1)
        .OrderBy(row => row.Score).ThenBy(row => row.Index)
        .Take(count);

    private static ReportExample Example(TaskRow row, int length) => new()
    {
        Id = row.Id,
        Category = row.Category,
        Prompt = Cut(row.Question, length),
        Output = Cut(string.Join("\n\n", row.Outputs), length),
        Expected = [.. row.Expected.Select(expected => Cut(expected, length))],
        Answer = row.Answer is { } answer ? Cut(answer, length) : null,
        Score = row.Score,
    };

    private static string Cut(string text, int length)
    {
        var (kept, leftOut) = MarkupText.Cut(text, length);
        return leftOut == 0 ? kept : $"{kept}… ({leftOut} more characters)";
    }
}
