namespace Pipelines.Evaluation.Tests;

/// <summary>Runs a task with a slow model and writes its results down, until it is done or killed.</summary>
internal static class RunningChild
{
    public const string Command = "run-task";
    public const string Ready = "ready";
    public const string Results = "results";
    public const int Questions = 300;

    private const string Data = "sums.jsonl";

    private static readonly EvaluationTask Sums = new() { Name = "sums", Format = "gsm8k", Data = Data };

    /// <summary>Writes the questions.</summary>
    public static void Prepare(string folder) => File.WriteAllLines(
        Path.Combine(folder, Data),
        Enumerable.Range(0, Questions).Select(i => $$"""{"question":"What is {{i}} + 1?","answer":"#### {{i + 1}}"}"""));

    /// <summary>The program; it says when the first rows are written.</summary>
    public static void Run(string folder) => Execute(folder, _ => Thread.Sleep(2), new FirstReport());

    /// <summary>Runs what is left.</summary>
    public static TaskResult Execute(string folder, Action<string> asked, IProgress<TaskProgress>? progress = null)
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var model = new ScriptedModel(prompt =>
        {
            asked(prompt.Text);

            // Long rows take long to write.
            return $" {new string('x', 4000)} {prompt.Text.Split(' ')[3]}";
        });
        return context.Evaluation.RunTask(Sums with { MaximumTokens = 10_000 }, model, o =>
        {
            (o.DataFolder, o.BatchSize, o.Results) = (folder, 3, Path.Combine(folder, Results));
        }, progress);
    }
}
