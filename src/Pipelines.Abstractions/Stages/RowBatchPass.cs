namespace Pipelines;

/// <summary>One pass over a view whose rows are computed in batches; made by <see cref="BatchedRowTransformer{TSource, TResult}"/>.</summary>
/// <typeparam name="TSource">What a row is computed from.</typeparam>
/// <typeparam name="TResult">What is computed.</typeparam>
public abstract class RowBatchPass<TSource, TResult>
{
    /// <summary>Computes a batch: sets the result of each row, by its own <c>Compute</c> where one may fail.</summary>
    public abstract void Compute(RowBatch<TSource, TResult> batch);

    /// <summary>Called when the pass has come to the end of the rows: for a report of what was met.</summary>
    public virtual void Complete()
    {
    }
}
