using System.Runtime.InteropServices;

namespace Pipelines;

/// <inheritdoc cref="PoolColumn"/>
internal abstract class PoolColumn<TValue> : PoolColumn
{
    public abstract void Get(int place, ref TValue value);

    protected static ref TItem Place<TItem>(List<TItem> items, int place) where TItem : new()
    {
        if (place == items.Count)
            items.Add(new TItem());
        return ref CollectionsMarshal.AsSpan(items)[place];
    }
}
