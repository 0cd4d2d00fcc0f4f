using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>A stage with nothing to learn: fitting checks the columns and gives the transformer it was made with.</summary>
/// <typeparam name="TTransformer">The transformer.</typeparam>
/// <param name="transformer">The transformer.</param>
/// <param name="logger">Where the stage logs; nowhere by default.</param>
public class TrivialEstimator<TTransformer>(TTransformer transformer, ILogger? logger = null) : Estimator<TTransformer>(logger)
    where TTransformer : ITransformer
{
    /// <summary>The transformer that fitting gives.</summary>
    protected TTransformer Transformer => transformer;

    /// <inheritdoc/>
    protected override string Name => GetType() == typeof(TrivialEstimator<TTransformer>) ? StageName.Of(transformer) : base.Name;

    /// <inheritdoc/>
    protected override TTransformer FitCore(FitContext context) => transformer;

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        try
        {
            return transformer.GetOutputSchema(input);
        }
        catch (SchemaException e)
        {
            // The user made the estimator and looks for its name, not for the transformer's inside.
            throw e.Renamed(Name);
        }
    }
}
