namespace Pipelines;

/// <summary>Write access to the buffers of a vector until it is committed.</summary>
public readonly ref struct VBufferEditor<T>
{
    private readonly int _length;
    private readonly T[] _values;
    private readonly int[]? _indices;

    internal VBufferEditor(int length, int valueCount, T[] values, int[]? indices)
    {
        _length = length;
        _values = values;
        _indices = indices;
        Values = values.AsSpan(0, valueCount);
        Indices = valueCount < length ? indices.AsSpan(0, valueCount) : default;
    }

    /// <summary>The values to fill; what was there before is undefined.</summary>
    public Span<T> Values { get; }

    /// <summary>The indices to fill, ascending; empty for a dense vector.</summary>
    public Span<int> Indices { get; }

    /// <summary>The vector with what was written.</summary>
    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);

    /// <summary>The vector cut to the first values that were written; for a dense one the length shrinks with it.</summary>
    public VBuffer<T> Commit(int valueCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(valueCount, Values.Length);
        return Values.Length == _length ? new VBuffer<T>(valueCount, _values) : new VBuffer<T>(_length, valueCount, _values, _indices);
    }
}
