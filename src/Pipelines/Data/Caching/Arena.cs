namespace Pipelines;

/// <summary>Keeps copies of short spans in long arrays.</summary>
internal sealed class Arena<T>
{
    private const int BlockLength = 1 << 14;
    private T[] _block = [];
    private int _used;

    public ReadOnlyMemory<T> Copy(ReadOnlySpan<T> items)
    {
        if (items.IsEmpty)
            return default;
        if (items.Length > BlockLength / 4)
            return items.ToArray();
        if (_block.Length - _used < items.Length)
        {
            _block = GC.AllocateUninitializedArray<T>(BlockLength);
            _used = 0;
        }

        var copy = _block.AsMemory(_used, items.Length);
        items.CopyTo(copy.Span);
        _used += items.Length;
        return copy;
    }
}
