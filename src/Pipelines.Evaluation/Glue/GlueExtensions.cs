using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>GLUE's and SuperGLUE's metrics over views.</summary>
public static class GlueExtensions
{
    /// <summary>Scores a task of GLUE or SuperGLUE by the metrics it has there.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="task">The task's name: <c>mrpc</c>; <see cref="GlueTask.All"/> has all.</param>
    /// <param name="data">The rows.</param>
    /// <param name="label">The column of right classes, for <c>stsb</c> of numbers, for <c>record</c> of answers.</param>
    /// <param name="prediction">The column of predicted ones; for classes also of a score for each.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A row has no label or no prediction, or a score that is none.</exception>
    /// <exception cref="PipelineException">There is no such task, there are no rows, or the metric is undefined for them.</exception>
    public static GlueResult Glue(
        this EvaluationCatalog catalog, string task, IDataView data, string label = ColumnNames.Label,
        string prediction = ColumnNames.PredictedLabel, Action<GlueOptions>? configure = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(prediction);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        return new GlueRows(GlueTask.Get(task), options, data, label, prediction).Score(catalog, cancellationToken);
    }
}
