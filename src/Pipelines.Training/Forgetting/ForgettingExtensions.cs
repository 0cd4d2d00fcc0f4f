using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines;

/// <summary>Measuring what a training does to a model's other skills.</summary>
public static class ForgettingExtensions
{
    /// <summary>Measures a model on held-out rows of several tasks: before a training and after, for a report.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">The model.</param>
    /// <param name="tasks">The tasks, each with a name of its own.</param>
    /// <param name="tokenizer">The model's tokenizer; null where it is not known.</param>
    /// <param name="batchSize">Rows measured at a time.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="SchemaException">A task lacks its columns.</exception>
    /// <exception cref="PipelineException">A task has no labels that count, or ids of another tokenizer.</exception>
    public static TaskEvaluation EvaluateTasks(
        this EvaluationCatalog catalog, ITrainableModel model, IReadOnlyList<HeldOutTask> tasks, Tokenizer? tokenizer = null,
        int batchSize = 8, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (tasks.Count == 0)
            throw new ArgumentException("No task was given: give at least one.", nameof(tasks));
        if (tasks.GroupBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two tasks are called '{twice.Key}'; give each its own name.", nameof(tasks));
        var fingerprint = TaskEvaluator.TokenizerOf(tasks, tokenizer);
        var evaluator = new TaskEvaluator(model, batchSize, cancellationToken);
        return new TaskEvaluation([.. tasks.Select(evaluator.Measure)], fingerprint);
    }

    /// <summary>Puts measurements before and after a training side by side.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="before">Measured before.</param>
    /// <param name="after">Measured after.</param>
    /// <exception cref="PipelineException">They are not of the same tasks, data, tokenizer and scores.</exception>
    public static ForgettingReport CompareTasks(this EvaluationCatalog catalog, TaskEvaluation before, TaskEvaluation after)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ForgettingReport.Compare(before, after);
    }
}
