namespace Pipelines.Tensors;

/// <summary>
/// Packs the panels of a right factor. A factor whose rows lie along the sum is cut by panels, one whose rows cross it by rows, so that an
/// item reads long stretches of memory.
/// </summary>
internal unsafe struct PackWork<T>(MatrixView right, int columns, int depth, float* packed) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    private const int ElementsPerItem = 32768;

    private readonly int _depthPerItem = DepthPerItem(right, columns, depth);

    /// <summary>How many items there are.</summary>
    public readonly int ItemCount => right.Depth == 1 ? PanelCount * DepthPartCount : DepthPartCount;

    private readonly int PanelCount => (columns + MicroKernel<T>.Width - 1) / MicroKernel<T>.Width;

    private readonly int DepthPartCount => (depth + _depthPerItem - 1) / _depthPerItem;

    public readonly void Execute(int index, int slot)
    {
        if (right.Depth == 1)
        {
            Panel(index / DepthPartCount * MicroKernel<T>.Width, index % DepthPartCount * _depthPerItem);
            return;
        }

        for (var column = 0; column < columns; column += MicroKernel<T>.Width)
            Panel(column, index * _depthPerItem);
    }

    private static int DepthPerItem(MatrixView right, int columns, int depth)
    {
        var most = Math.Max(16, ElementsPerItem / (right.Depth == 1 ? MicroKernel<T>.Width : columns));
        var parts = Math.Max(1, (depth + most - 1) / most);
        return Math.Max(1, (depth + parts - 1) / parts);
    }

    private readonly void Panel(int column, int k)
    {
        var count = Math.Min(MicroKernel<T>.Width, columns - column);
        var width = MicroKernel<T>.WidthFor(count);
        var target = packed + (nint)column * depth + (nint)k * width;
        Packing.Pack(right.From(column, k), count, Math.Min(_depthPerItem, depth - k), width, target);
    }
}
