namespace Pipelines.Evaluation;

/// <summary>Several runs compared with the first of them, task by task and question by question.</summary>
public sealed class RunComparison
{
    private RunComparison(IReadOnlyList<EvaluationRun> runs, IReadOnlyList<RunDifference> differences, IReadOnlyList<string> notPaired) =>
        (Runs, Differences, NotPaired) = (runs, differences, notPaired);

    /// <summary>The runs; the first is what the others are compared with.</summary>
    public IReadOnlyList<EvaluationRun> Runs { get; }

    /// <summary>The differences, by run and then by task, of the tasks that both runs have.</summary>
    public IReadOnlyList<RunDifference> Differences { get; }

    /// <summary>Tasks whose rows are not right or wrong: perplexities have no difference to test.</summary>
    public IReadOnlyList<string> NotPaired { get; }

    /// <summary>The differences that were computed although the scores were not made alike.</summary>
    public IReadOnlyList<RunDifference> Forced => [.. Differences.Where(d => d.ForcedOver.Count > 0)];

    /// <summary>Compares runs.</summary>
    /// <param name="runs">The runs, two or more; the first is what the others are compared with.</param>
    /// <param name="force">Whether to compare results whose fingerprints differ in more than the model; they are marked.</param>
    /// <param name="options">Samples of the intervals; null for the defaults.</param>
    /// <exception cref="PipelineException">
    /// There is one run only, a run has a task twice, no task is in two runs, or fingerprints differ in more than the model.
    /// </exception>
    public static RunComparison Compare(IReadOnlyList<EvaluationRun> runs, bool force = false, MetricOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var table = new RunTable(runs);
        if (runs.Count < 2)
            throw new PipelineException($"There is nothing to compare in {runs.Count} run; give two or more.");
        List<(string Run, TaskComparison Comparison)> pairs = [];
        SortedSet<string> notPaired = new(StringComparer.Ordinal);
        for (var i = 1; i < runs.Count; i++)
        {
            foreach (var task in table.Tasks)
            {
                if (table.Find(0, task) is not { } first || table.Find(i, task) is not { } second)
                    continue;
                if (first.HigherIsBetter && second.HigherIsBetter)
                    pairs.Add((runs[i].Name, TaskComparison.Compare(first, second, force, options)));
                else
                    notPaired.Add(CheckAlike(first, second, force));
            }
        }

        return pairs.Count + notPaired.Count > 0
            ? new RunComparison(runs, Differ(runs[0].Name, pairs), [.. notPaired])
            : throw new PipelineException($"'{runs[0].Name}' has no task in common with the other runs.");
    }

    internal static RunComparison Of(TaskComparison comparison)
    {
        // One model asked in two ways needs two names.
        var second = comparison.Second.Model == comparison.First.Model ? $"{comparison.Second.Model} (second)" : comparison.Second.Model;
        return new RunComparison(
            [new(comparison.First.Model, [comparison.First]), new(second, [comparison.Second])],
            Differ(comparison.First.Model, [(second, comparison)]), []);
    }

    private static string CheckAlike(TaskResult first, TaskResult second, bool force)
    {
        var differences = first.Fingerprint.Differences(second.Fingerprint);
        if (differences.Count == 0)
            return first.Task.Name;
        return force ? $"{first.Task.Name} (forced: {string.Join("; ", differences)})" : throw new PipelineException(
            $"The scores of {first.Model} and {second.Model} were not made alike and cannot be compared: "
            + $"{string.Join("; ", differences)}. Run both alike, or force the comparison.");
    }

    private static IReadOnlyList<RunDifference> Differ(string baseline, List<(string Run, TaskComparison Comparison)> pairs)
    {
        var adjusted = Holm([.. pairs.Select(pair => pair.Comparison.PValue)]);
        return
        [
            .. pairs.Select((pair, i) => new RunDifference
            {
                Task = pair.Comparison.First.Task.Name,
                Baseline = baseline,
                Run = pair.Run,
                Difference = pair.Comparison.Difference,
                OnlyBaseline = pair.Comparison.OnlyFirst,
                OnlyRun = pair.Comparison.OnlySecond,
                PValue = pair.Comparison.PValue,
                AdjustedPValue = adjusted[i],
                ForcedOver = pair.Comparison.Differences,
            }),
        ];
    }

    /// <summary>Holm's step-down: the smallest of m counts m-fold, the next (m − 1)-fold, and none less than one before it.</summary>
    internal static double[] Holm(double[] values)
    {
        var adjusted = values.ToArray();
        var order = Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i])).OrderBy(i => values[i]).ToArray();
        var least = 0.0;
        for (var rank = 0; rank < order.Length; rank++)
        {
            least = Math.Max(least, Math.Min(1, (order.Length - rank) * values[order[rank]]));
            adjusted[order[rank]] = least;
        }

        return adjusted;
    }
}
