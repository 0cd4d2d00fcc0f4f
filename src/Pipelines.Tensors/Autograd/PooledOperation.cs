namespace Pipelines.Tensors;

/// <summary>An operation whose instances are reused, so that recording it allocates nothing in steady state.</summary>
/// <typeparam name="TSelf">The operation itself. Every field it sets on use must be set on each use.</typeparam>
public abstract class PooledOperation<TSelf> : Operation where TSelf : PooledOperation<TSelf>, new()
{
    private const int Capacity = 4096;

    [ThreadStatic]
    private static Stack<TSelf>? _free;

    /// <summary>An instance that is not in use.</summary>
    public static TSelf Rent() => _free is not null && _free.TryPop(out var operation) ? operation : new TSelf();

    private protected override void Retire()
    {
        var free = _free ??= new Stack<TSelf>();
        if (free.Count < Capacity)
            free.Push((TSelf)this);
    }
}
