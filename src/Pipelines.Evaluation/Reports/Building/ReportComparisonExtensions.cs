using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Several runs in one report.</summary>
public static class ReportComparisonExtensions
{
    /// <summary>
    /// Adds a table of runs × tasks with intervals and a chart of it: shots × data sets, models × tasks. It compares nothing:
    /// see <see cref="Compare(ReportBuilder, RunComparison, string)"/>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="title">What stands above it.</param>
    /// <exception cref="PipelineException">A run has a task twice.</exception>
    public static ReportBuilder Runs(this ReportBuilder builder, IReadOnlyList<EvaluationRun> runs, string title = "Scores")
    {
        ArgumentNullException.ThrowIfNull(builder);
        var table = new RunTable(runs);
        builder.Add(table.ToTable(title));
        if (table.ToChart(title) is { } chart)
            builder.Add(chart);
        return builder;
    }

    /// <summary>
    /// Adds a section that compares runs: their scores, what each differs by from the first and how sure that is, and all fingerprints.
    /// What was forced is marked.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="title">The section's title.</param>
    public static ReportBuilder Compare(this ReportBuilder builder, RunComparison comparison, string title = "Comparison")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(comparison);
        builder.Section(title);
        foreach (var difference in comparison.Forced)
        {
            builder.Warning(
                $"Forced: {difference.Run} and {difference.Baseline} were not scored alike on {difference.Task}, so their difference says "
                + $"little about the models. {string.Join("; ", difference.ForcedOver)}.");
        }

        builder.Runs(comparison.Runs);
        if (comparison.Differences.Count > 0)
            builder.Add(Differences(comparison));
        if (comparison.NotPaired.Count > 0)
            builder.Paragraph($"Not compared row by row, because no row is right or wrong: {string.Join(", ", comparison.NotPaired)}.");
        var results = comparison.Runs.SelectMany(run => run.Results.Select(result => (run.Name, Result: result))).ToList();
        return builder
            .Add(new ReportFingerprints([.. results.Select(r => ReportTaskExtensions.Fingerprint(r.Name, r.Result))]))
            .Rows(results.SelectMany(r => r.Result.Rows.Select(row => ReportTaskExtensions.Row(r.Name, r.Result, row))));
    }

    /// <summary>Adds two results of a task, compared question by question.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="comparison">The comparison.</param>
    public static ReportBuilder Compare(this ReportBuilder builder, TaskComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(comparison);
        return builder.Compare(
            RunComparison.Of(comparison), $"{comparison.First.Task.Name}: {comparison.First.Model} and {comparison.Second.Model}");
    }

    private static ReportTable Differences(RunComparison comparison) => new()
    {
        Title = $"Differences from {comparison.Runs[0].Name}",
        Columns =
        [
            new("run"), new("task"), new("difference of mean row scores", ReportColumnKind.Number),
            new("only the first right", ReportColumnKind.Count), new("only this right", ReportColumnKind.Count),
            new("McNemar p", ReportColumnKind.PValue), new("p of all (Holm)", ReportColumnKind.PValue),
        ],
        Rows =
        [
            .. comparison.Differences.Select(d => (IReadOnlyList<ReportCell>)
            [
                d.ForcedOver.Count > 0 ? $"{d.Run} (forced)" : d.Run, d.Task, d.Difference, d.OnlyBaseline, d.OnlyRun, d.PValue,
                d.AdjustedPValue,
            ]),
        ],
    };
}
