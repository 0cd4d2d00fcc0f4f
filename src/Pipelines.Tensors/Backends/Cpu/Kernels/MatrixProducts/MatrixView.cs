namespace Pipelines.Tensors;

/// <summary>
/// A factor of a matrix product in place: element (i, k), where k runs along the summed dimension, is at <c>i · Outer + k · Depth</c>. One
/// of the strides is 1.
/// </summary>
internal readonly unsafe struct MatrixView(float* data, nint outer, nint depth)
{
    /// <summary>The first element.</summary>
    public float* Data => data;

    /// <summary>Elements between neighbours outside the sum.</summary>
    public nint Outer => outer;

    /// <summary>Elements between neighbours along the sum.</summary>
    public nint Depth => depth;

    /// <summary>The address of an element.</summary>
    public float* At(long i, long k) => data + i * outer + k * depth;

    /// <summary>The view from an element on.</summary>
    public MatrixView From(long i, long k) => new(At(i, k), outer, depth);

    /// <summary>A row-major matrix whose rows lie along the sum, or with <paramref name="transposed"/> whose columns do.</summary>
    public static MatrixView Of(float* data, nint width, bool transposed) => transposed ? new(data, 1, width) : new(data, width, 1);
}
