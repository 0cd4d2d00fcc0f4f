namespace Pipelines.Tensors;

/// <summary>Table rows gathered by id, over chunks of result rows.</summary>
internal unsafe struct EmbeddingWork<T>(int* ids, float* table, float* result, bool accumulate, int rows, int width, int rowsPerItem)
    : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var from = table + (long)ids[row] * width;
            var to = result + (long)row * width;
            if (accumulate)
                PointwiseKernel<T>.Apply(default(AddFunction<T>), to, from, to, width);
            else
                new Span<float>(from, width).CopyTo(new Span<float>(to, width));
        }
    }
}

/// <summary>
/// Rows added to table rows by id. Several rows may go to one id, so the work is cut by columns: every element receives its addends in the
/// order of the rows.
/// </summary>
internal unsafe struct EmbeddingBackwardWork<T>(int* ids, float* resultGradient, float* tableGradient, int rows, int width) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    private const int ColumnsPerItem = 64;

    /// <summary>How many items there are.</summary>
    public static int ItemCount(int width) => (width + ColumnsPerItem - 1) / ColumnsPerItem;

    public readonly void Execute(int index, int slot)
    {
        var column = index * ColumnsPerItem;
        var columns = Math.Min(ColumnsPerItem, width - column);
        for (var row = 0; row < rows; row++)
        {
            var target = tableGradient + (long)ids[row] * width + column;
            PointwiseKernel<T>.Apply(default(AddFunction<T>), target, resultGradient + (long)row * width + column, target, columns);
        }
    }
}
