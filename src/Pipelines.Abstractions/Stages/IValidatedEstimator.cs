namespace Pipelines;

/// <summary>
/// An estimator that measures itself on held-out data while it learns. A chain fitted with validation data passes that through the same
/// stages and hands it to every stage that implements this.
/// </summary>
/// <typeparam name="TTransformer">What fitting gives.</typeparam>
public interface IValidatedEstimator<out TTransformer> : IEstimator<TTransformer> where TTransformer : ITransformer
{
    /// <summary>Learns from the data, measuring on the validation data.</summary>
    /// <param name="data">The rows to learn from.</param>
    /// <param name="validation">Rows of the same schema, never learned from; null for none.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="SchemaException">A column is missing or of another type; nothing was read.</exception>
    TTransformer Fit(IDataView data, IDataView? validation, IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default);
}
