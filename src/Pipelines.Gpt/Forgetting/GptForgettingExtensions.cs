using Pipelines.Gpt;
using Pipelines.Training;

namespace Pipelines;

/// <summary>Measuring decoders on held-out tasks.</summary>
public static class GptForgettingExtensions
{
    /// <summary>Measures a trained decoder on held-out tasks; see <see cref="ForgettingExtensions.EvaluateTasks"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="trained">The fitted stage.</param>
    /// <param name="tasks">The tasks, each with a name of its own.</param>
    /// <param name="batchSize">Rows measured at a time.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="SchemaException">A task lacks its columns.</exception>
    /// <exception cref="PipelineException">A task has no labels that count, or ids of another tokenizer.</exception>
    public static TaskEvaluation EvaluateTasks(
        this EvaluationCatalog catalog, PretrainTransformer trained, IReadOnlyList<HeldOutTask> tasks, int batchSize = 8,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trained);
        return catalog.EvaluateTasks(trained.Model, tasks, trained.Tokenizer, batchSize, cancellationToken);
    }

    /// <summary>Measures the decoder of a folder on held-out tasks; see <see cref="ForgettingExtensions.EvaluateTasks"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="pretrained">The decoder.</param>
    /// <param name="tasks">The tasks, each with a name of its own.</param>
    /// <param name="batchSize">Rows measured at a time.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="SchemaException">A task lacks its columns.</exception>
    /// <exception cref="PipelineException">A task has no labels that count, or ids of another tokenizer.</exception>
    public static TaskEvaluation EvaluateTasks(
        this EvaluationCatalog catalog, PretrainedGpt pretrained, IReadOnlyList<HeldOutTask> tasks, int batchSize = 8,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pretrained);
        return catalog.EvaluateTasks(pretrained.Model, tasks, pretrained.Tokenizer, batchSize, cancellationToken);
    }
}
