namespace Pipelines;

/// <summary>A registered stage: how it is made by id and how its transformer is saved and loaded.</summary>
public sealed class StageDescriptor
{
    /// <summary>The stage's id in configuration and pipeline files: <c>package.stage</c>, lower case with dashes.</summary>
    public required string Id { get; init; }

    /// <summary>The version of the transformer's saved state; a newer one than the registered is refused on loading.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The estimator, or null for a transformer that nothing fits.</summary>
    public Type? EstimatorType { get; init; }

    /// <summary>The options that configuration binds to; null where there are none.</summary>
    public Type? OptionsType { get; init; }

    /// <summary>The transformer.</summary>
    public required Type TransformerType { get; init; }

    /// <summary>Makes the estimator from bound and validated options.</summary>
    public Func<PipelineContext, object?, IEstimator<ITransformer>>? Create { get; init; }

    /// <summary>Reads a transformer back; null where its JSON state is all there is.</summary>
    public Func<ModelLoadContext, ITransformer>? Load { get; init; }
}
