namespace Pipelines.Evaluation;

/// <summary>A task of GLUE or SuperGLUE and what it is scored by.</summary>
/// <param name="Name">The task's name: <c>mrpc</c>.</param>
/// <param name="Suite">GLUE or SuperGLUE.</param>
/// <param name="Metrics">What it is scored by; the task's score is their mean.</param>
public sealed record GlueTask(string Name, string Suite, IReadOnlyList<GlueMetric> Metrics)
{
    private const string Glue = "GLUE";
    private const string SuperGlue = "SuperGLUE";

    /// <summary>All tasks.</summary>
    public static IReadOnlyList<GlueTask> All { get; } =
    [
        new("cola", Glue, [GlueMetric.MatthewsCorrelation]),
        new("sst2", Glue, [GlueMetric.Accuracy]),
        new("mrpc", Glue, [GlueMetric.F1, GlueMetric.Accuracy]),
        new("qqp", Glue, [GlueMetric.F1, GlueMetric.Accuracy]),
        new("stsb", Glue, [GlueMetric.Pearson, GlueMetric.Spearman]),
        new("mnli", Glue, [GlueMetric.Accuracy]),
        new("mnli_matched", Glue, [GlueMetric.Accuracy]),
        new("mnli_mismatched", Glue, [GlueMetric.Accuracy]),
        new("qnli", Glue, [GlueMetric.Accuracy]),
        new("rte", Glue, [GlueMetric.Accuracy]),
        new("wnli", Glue, [GlueMetric.Accuracy]),
        new("ax", Glue, [GlueMetric.MatthewsCorrelation]),
        new("boolq", SuperGlue, [GlueMetric.Accuracy]),
        new("cb", SuperGlue, [GlueMetric.MacroF1, GlueMetric.Accuracy]),
        new("copa", SuperGlue, [GlueMetric.Accuracy]),
        new("multirc", SuperGlue, [GlueMetric.F1, GlueMetric.GroupExactMatch]),
        new("record", SuperGlue, [GlueMetric.AnswerF1, GlueMetric.AnswerExactMatch]),
        new("wic", SuperGlue, [GlueMetric.Accuracy]),
        new("wsc", SuperGlue, [GlueMetric.Accuracy]),
        new("axb", SuperGlue, [GlueMetric.MatthewsCorrelation]),
        new("axg", SuperGlue, [GlueMetric.Accuracy, GlueMetric.Parity]),
    ];

    internal bool NeedsGroups => Metrics.Any(m => m is GlueMetric.GroupExactMatch or GlueMetric.Parity);

    /// <summary>The task of a name; case, dashes and underscores do not matter.</summary>
    /// <exception cref="PipelineException">There is none.</exception>
    public static GlueTask Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var task in All)
        {
            if (Plain(task.Name) == Plain(name))
                return task;
        }

        var near = NameSuggestion.Nearest(name, All.Select(t => t.Name));
        throw new PipelineException(
            $"There is no task '{name}' in GLUE or SuperGLUE. "
            + (near is not null ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", All.Select(t => t.Name))}."));
    }

    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
