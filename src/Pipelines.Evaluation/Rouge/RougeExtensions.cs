using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>ROUGE over views.</summary>
public static class RougeExtensions
{
    /// <summary>Scores generated texts against the texts that were expected.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="reference">The column of expected texts: a text a row, or several.</param>
    /// <param name="candidate">The column of generated texts.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A row has no reference with a word.</exception>
    /// <exception cref="PipelineException">There are no rows.</exception>
    public static RougeResult Rouge(
        this EvaluationCatalog catalog, IDataView data, string reference = ColumnNames.Completion, string candidate = ColumnNames.Generated,
        Action<RougeOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        return new RougeRows(data, reference, candidate, options).Score(cancellationToken);
    }
}
