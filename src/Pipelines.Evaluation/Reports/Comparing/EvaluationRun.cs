using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Results that belong together: those of a model, or of a way to ask it.</summary>
/// <param name="Name">What they are called in tables.</param>
/// <param name="Results">A result for each task.</param>
public sealed record EvaluationRun(string Name, IReadOnlyList<TaskResult> Results)
{
    /// <summary>A run for each model, in the order in which they come.</summary>
    /// <param name="results">The results.</param>
    public static IReadOnlyList<EvaluationRun> ByModel(IEnumerable<TaskResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return [.. results.GroupBy(result => result.Model).Select(group => new EvaluationRun(group.Key, [.. group]))];
    }

    /// <summary>A run for each way to ask: reasoning and shots, without reasoning first, fewer shots before more.</summary>
    /// <param name="results">The results, of one model.</param>
    public static IReadOnlyList<EvaluationRun> BySetting(IEnumerable<TaskResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return
        [
            .. results.GroupBy(result => (Reasoning: ReasoningOf(result), Shots: ShotsOf(result)))
                .OrderBy(group => group.Key.Reasoning).ThenBy(group => group.Key.Shots)
                .Select(group => new EvaluationRun(NameOf(group.Key.Reasoning, group.Key.Shots), [.. group])),
        ];
    }

    private static ReasoningMode ReasoningOf(TaskResult result) =>
        Enum.TryParse<ReasoningMode>(result.Fingerprint.Reasoning, out var mode) ? mode : ReasoningMode.None;

    private static int ShotsOf(TaskResult result) => int.TryParse(
        result.Fingerprint.Shots.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var shots) ? shots : 0;

    private static string NameOf(ReasoningMode reasoning, int shots) => string.Create(CultureInfo.InvariantCulture, $"{reasoning switch
    {
        ReasoningMode.None => "direct",
        ReasoningMode.Shown => "reasoning shown",
        ReasoningMode.StepByStep => "step by step",
        ReasoningMode.LeastToMost => "least to most",
        _ => reasoning.ToString(),
    }}, {shots}-shot");
}
