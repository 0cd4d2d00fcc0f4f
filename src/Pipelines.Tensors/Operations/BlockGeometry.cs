namespace Pipelines.Tensors;

/// <summary>How a tensor decomposes around one dimension.</summary>
internal static class BlockGeometry
{
    /// <summary>The number of entries before a dimension, and of elements within one entry of it.</summary>
    public static (int Outer, int Inner) Around(Shape shape, int dimension)
    {
        var index = dimension < 0 ? dimension + shape.Rank : dimension;
        var outer = 1;
        var inner = 1;
        for (var i = 0; i < index; i++)
            outer *= shape[i];
        for (var i = index + 1; i < shape.Rank; i++)
            inner *= shape[i];
        return (outer, inner);
    }
}
