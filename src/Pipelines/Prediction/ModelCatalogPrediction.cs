namespace Pipelines;

/// <summary>Predicting one object at a time.</summary>
public static class ModelCatalogPrediction
{
    /// <summary>
    /// Makes a fitted pipeline a function from one object to another; several threads may share it. Everything that can be checked is
    /// checked here: the columns the pipeline needs against the input's members, and the output's members against the columns the pipeline
    /// gives.
    /// </summary>
    /// <typeparam name="TInput">The input's class.</typeparam>
    /// <typeparam name="TOutput">The output's class.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">
    /// A pipeline whose stages all map row by row; those that shape training data only are not in a fitted chain.
    /// </param>
    /// <exception cref="SchemaException">A column is missing or of another type than a member.</exception>
    /// <exception cref="InvalidOperationException">A stage does not map row by row.</exception>
    public static Predictor<TInput, TOutput> CreatePredictor<TInput, TOutput>(this ModelCatalog catalog, ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return new Predictor<TInput, TOutput>(model);
    }
}
