using MathReasoning.Problems;
using Pipelines;
using Pipelines.Evaluation;
using Pipelines.Samples;

namespace MathReasoning;

/// <summary>What is learned, shown and asked. No question that is asked is learned.</summary>
/// <param name="Task">The task.</param>
/// <param name="File">The questions' file.</param>
/// <param name="Examples">The file of worked examples; null for the questions' own.</param>
/// <param name="Asked">The questions; empty where they are not written here.</param>
/// <param name="Learned">Problems to learn from.</param>
public sealed record Questions(
    EvaluationTask Task, string File, string? Examples, IReadOnlyList<WordProblem> Asked, IReadOnlyList<WordProblem> Learned)
{
    private const int Shown = 50;
    private const string TaskFile = "word-problems.json";

    /// <summary>The file of the sample's own task.</summary>
    public static string OwnTask => Path.Combine(AppContext.BaseDirectory, TaskFile);

    /// <summary>Takes the data set that is given, or writes problems.</summary>
    /// <exception cref="PipelineException">The task is not known, or its answers are not written.</exception>
    internal static Questions Open(PipelineContext context, MathReasoningSettings settings, OutputFolder output)
    {
        if (settings.Data is { } data)
        {
            var given = System.IO.File.Exists(settings.Task)
                ? EvaluationTaskFile.Read(settings.Task) : context.Evaluation.GetTask(settings.Task!);
            return given.Scoring == TaskScoring.Generate
                ? new Questions(given, data, settings.Examples, [], [])
                : throw new PipelineException(
                    $"The answers of '{given.Name}' are chosen and not written, so there is no way to them. Give another task.");
        }

        var task = EvaluationTaskFile.Read(OwnTask);
        var seen = new HashSet<string>();
        var writer = new ProblemWriter(settings.Seed);
        var asked = writer.Write(settings.Limit!.Value, seen);
        var learned = writer.Write(settings.Model is null ? Math.Max(Shown, settings.AloneProblems + settings.RowProblems) : Shown, seen);
        output.Write(task.Data, WordProblemFormat.ToLines(asked));
        output.Write(task.Examples, WordProblemFormat.ToLines(learned.Take(Shown)));
        return new Questions(task, output.Combine(task.Data), output.Combine(task.Examples), asked, learned);
    }

    /// <summary>The share of rows that are right for each number of operations; empty where that is not known.</summary>
    public IEnumerable<(int Operations, double Accuracy)> ByOperations(TaskResult result) => result.Rows
        .Where(row => row.Index < Asked.Count)
        .GroupBy(row => Asked[row.Index].Operations)
        .OrderBy(rows => rows.Key)
        .Select(rows => (rows.Key, rows.Average(row => row.Score)));
}
