namespace Pipelines;

/// <summary>Putting stages one after the other.</summary>
public static class ChainExtensions
{
    /// <summary>A chain of two stages.</summary>
    /// <param name="start">The first stage, which takes part always.</param>
    /// <param name="estimator">The second stage.</param>
    /// <param name="scope">When the second takes part.</param>
    public static EstimatorChain<TNew> Append<TFirst, TNew>(
        this IEstimator<TFirst> start, IEstimator<TNew> estimator, TransformerScope scope = TransformerScope.Everything)
        where TFirst : class, ITransformer
        where TNew : class, ITransformer =>
        new EstimatorChain<TFirst>().Append(start).Append(estimator, scope);

    /// <summary>A chain of one stage with what it gives kept in memory while later stages are fitted.</summary>
    /// <param name="start">The stage.</param>
    /// <param name="context">The context whose data catalog caches.</param>
    public static EstimatorChain<TFirst> AppendCacheCheckpoint<TFirst>(this IEstimator<TFirst> start, PipelineContext context)
        where TFirst : class, ITransformer =>
        new EstimatorChain<TFirst>().Append(start).AppendCacheCheckpoint(context);

    /// <summary>A chain of two fitted stages.</summary>
    public static TransformerChain<TNew> Append<TNew>(
        this ITransformer start, TNew transformer, TransformerScope scope = TransformerScope.Everything)
        where TNew : class, ITransformer =>
        new TransformerChain<ITransformer>([start]).Append(transformer, scope);
}
