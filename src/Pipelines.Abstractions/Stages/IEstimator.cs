namespace Pipelines;

/// <summary>A stage that learns from data; what it learned is a transformer.</summary>
/// <typeparam name="TTransformer">What fitting gives.</typeparam>
public interface IEstimator<out TTransformer> where TTransformer : ITransformer
{
    /// <summary>Learns from the data.</summary>
    /// <param name="data">The rows to learn from.</param>
    /// <param name="cancellationToken">Stops the work; trainers leave a loadable checkpoint.</param>
    /// <exception cref="SchemaException">A column is missing or of another type; nothing was read.</exception>
    TTransformer Fit(IDataView data, CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="Fit(IDataView, CancellationToken)"/>, reporting how far it is. A stage with nothing to report ignores it.
    /// </summary>
    TTransformer Fit(IDataView data, IProgress<FitProgress>? progress, CancellationToken cancellationToken = default) =>
        Fit(data, cancellationToken);

    /// <summary>The columns after this stage, given those before it; the promise that the fitted transformer keeps.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <summary>
    /// The columns after the fitted transformer when it scores: where fitting needs columns that stages of
    /// <see cref="TransformerScope.Training"/> make, such as labels, scoring has to do without them.
    /// </summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    DataViewSchema GetScoringSchema(DataViewSchema inputSchema) => GetOutputSchema(inputSchema);
}
