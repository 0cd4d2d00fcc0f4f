namespace Pipelines.Evaluation.Tests;

/// <summary>Results of tasks that no model was asked for.</summary>
internal static class MadeResults
{
    public static TaskResult Create(
        string task, string model, int rows, Func<int, double> score, int shots = 0, ReasoningMode reasoning = ReasoningMode.None,
        Func<int, string>? category = null, Func<int, string>? question = null, TaskScoring scoring = TaskScoring.Generate)
    {
        var made = Enumerable.Range(0, rows).Select(i => new TaskRow
        {
            Index = i,
            Id = $"{task}-{i}",
            Category = category?.Invoke(i) ?? "",
            Question = question?.Invoke(i) ?? $"What is {i} and {i}?",
            Outputs = [$"I think that {i} and {i} are {2 * i + (score(i) >= 1 ? 0 : 1)}."],
            Answer = score(i) >= 1 ? $"{2 * i}" : i % 5 == 0 ? null : $"{2 * i + 1}",
            Expected = [$"{2 * i}"],
            Score = score(i),
            IsUnparsed = score(i) < 1 && i % 5 == 0,
        }).ToList();
        return new TaskResult(
            new EvaluationTask { Name = task, Format = "gsm8k", Scoring = scoring, Metric = scoring == TaskScoring.Likelihood ? "word-perplexity" : "mean" },
            model, Fingerprint(task, model, shots, reasoning, rows), made, Mean(made), made.GroupBy(r => r.Category).Where(g => g.Key.Length > 0)
                .ToDictionary(g => g.Key, g => Mean([.. g])));
    }

    public static ScoreFingerprint Fingerprint(string task, string model, int shots, ReasoningMode reasoning, int rows) => new()
    {
        Task = $"{task}@1",
        Data = $"0123456789abcdef#{rows}",
        Prompt = "fedcba9876543210",
        Shots = shots == 0 ? "0" : $"{shots} First",
        Reasoning = reasoning.ToString(),
        Scoring = "generate(256,t=0,n=1,stops=00112233)",
        Extraction = "gsm8k",
        Metric = "number:mean",
        Seed = 0,
        Tokenizer = "-",
        Model = $"{model}-hash",
    };

    private static ScoreEstimate Mean(IReadOnlyList<TaskRow> rows) => Bootstrap.Means([.. rows.Select(r => r.Score)], 1, 1000, 0)[0];
}
