namespace Pipelines;

/// <summary>Makes editors of vectors.</summary>
public static class VBufferEditor
{
    /// <summary>An editor that writes into the buffers of a vector, made larger where they do not suffice.</summary>
    /// <param name="destination">The vector whose buffers are reused.</param>
    /// <param name="length">The new logical length: values, stored or not.</param>
    /// <param name="valueCount">How many values will be stored; null for a dense vector.</param>
    public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int length, int? valueCount = null)
    {
        var stored = valueCount ?? length;
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stored, length);
        var (values, indices) = destination.Buffers;
        if (values is null || values.Length < stored)
            values = new T[GrownCapacity(values?.Length ?? 0, stored)];
        if (stored < length && (indices is null || indices.Length < stored))
            indices = new int[GrownCapacity(indices?.Length ?? 0, stored)];
        return new VBufferEditor<T>(length, stored, values, indices);
    }

    // Rows vary in length: growing by half again keeps a pass over them from allocating row by row.
    private static int GrownCapacity(int current, int needed) =>
        current == 0 ? needed : Math.Max(needed, (int)Math.Min(current * 3L / 2, Array.MaxLength));
}
