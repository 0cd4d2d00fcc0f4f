namespace Pipelines;

/// <summary>A stage of an estimator chain with when it takes part, and whose cache keeps what it gives.</summary>
internal sealed record ChainStage(IEstimator<ITransformer> Estimator, TransformerScope Scope, PipelineContext? CacheContext = null)
{
    public string Name => ChainErrors.NameOf(Estimator);

    public bool IsOnly(TransformerScope scope) => Scope == scope;

    public bool IsIn(TransformerScope scope) => (Scope & scope) != 0;
}
