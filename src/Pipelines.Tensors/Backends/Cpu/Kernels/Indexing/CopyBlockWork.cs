namespace Pipelines.Tensors;

/// <summary>Rows of a block copied or added, over chunks of rows.</summary>
internal unsafe struct CopyBlockWork<T>(
    float* source, long sourceStride, float* target, long targetStride, bool accumulate, int rows, int columns, int rowsPerItem)
    : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var from = source + row * sourceStride;
            var to = target + row * targetStride;
            if (accumulate)
                PointwiseKernel<T>.Apply(default(AddFunction<T>), to, from, to, columns);
            else
                new Span<float>(from, columns).CopyTo(new Span<float>(to, columns));
        }
    }
}
