using System.Diagnostics.CodeAnalysis;

namespace Pipelines;

/// <summary>
/// A vector whose buffers are reused from row to row: dense, or sparse with ascending indices. Copying the struct copies references, not
/// items.
/// </summary>
/// <typeparam name="T">The item type.</typeparam>
[SuppressMessage("Design", "CA1066", Justification = "Two vectors are compared by their items, with the comparison the caller means.")]
public readonly struct VBuffer<T>
{
    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _valueCount;

    /// <summary>A dense vector over the first <paramref name="length"/> items of an array, which is not copied.</summary>
    public VBuffer(int length, T[] values) : this(length, length, values, null)
    {
    }

    /// <summary>
    /// A vector over arrays, which are not copied: dense where <paramref name="valueCount"/> is <paramref name="length"/>, else sparse.
    /// </summary>
    /// <param name="length">The logical length: values, stored or not.</param>
    /// <param name="valueCount">How many values are stored.</param>
    /// <param name="values">The stored values.</param>
    /// <param name="indices">Where they belong, ascending; not read where dense.</param>
    public VBuffer(int length, int valueCount, T[] values, int[]? indices)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(valueCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(valueCount, length);
        if (values.Length < valueCount)
            throw new ArgumentException($"{valueCount} values are stored, but the array has {values.Length}.", nameof(values));
        if (valueCount < length && (indices?.Length ?? 0) < valueCount)
            throw new ArgumentException($"A sparse vector of {valueCount} values needs as many indices.", nameof(indices));
        Length = length;
        _valueCount = valueCount;
        _values = values;
        _indices = indices;
    }

    /// <summary>The logical length: values, those that are not stored and are the type's default included.</summary>
    public int Length { get; }

    /// <summary>Whether every item is stored.</summary>
    public bool IsDense => _valueCount == Length;

    /// <summary>The stored values: all of them where dense.</summary>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _valueCount);

    /// <summary>The indices of the stored values; empty where dense.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _valueCount);

    /// <summary>One item; the default value where it is not stored.</summary>
    public T GetItemOrDefault(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        if (IsDense)
            return _values![index];
        var found = GetIndices().BinarySearch(index);
        return found >= 0 ? _values![found] : default!;
    }

    /// <summary>All items, defaults included, in a new array.</summary>
    public T[] DenseValues()
    {
        var result = new T[Length];
        CopyTo(result);
        return result;
    }

    /// <summary>Writes all items, defaults included.</summary>
    public void CopyTo(Span<T> destination)
    {
        if (IsDense)
        {
            GetValues().CopyTo(destination);
            return;
        }

        destination[..Length].Clear();
        var values = GetValues();
        var indices = GetIndices();
        for (var i = 0; i < values.Length; i++)
            destination[indices[i]] = values[i];
    }

    /// <summary>Copies this vector into another, reusing its buffers.</summary>
    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, IsDense ? null : _valueCount);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    /// <summary>The items with their indices: stored ones only, or all.</summary>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (IsDense || !all)
        {
            for (var i = 0; i < _valueCount; i++)
                yield return new KeyValuePair<int, T>(IsDense ? i : _indices![i], _values![i]);
            yield break;
        }

        for (int i = 0, stored = 0; i < Length; i++)
        {
            if (stored < _valueCount && _indices![stored] == i)
                yield return new KeyValuePair<int, T>(i, _values![stored++]);
            else
                yield return new KeyValuePair<int, T>(i, default!);
        }
    }

    /// <summary>The length and how much is stored.</summary>
    public override string ToString() => IsDense ? $"Dense vector of {Length}" : $"Sparse vector of {Length}, {_valueCount} stored";

    internal (T[]? Values, int[]? Indices) Buffers => (_values, _indices);
}
