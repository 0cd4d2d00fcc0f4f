namespace Pipelines.Tensors;

/// <summary>Packs the panels of a right factor.</summary>
internal unsafe struct PackWork<T>(MatrixView right, int columns, int depth, int depthPerItem, float* packed) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    private const int ElementsPerItem = 32768;

    /// <summary>Depth that makes an item worth claiming.</summary>
    public static int DepthPerItem(int depth)
    {
        var most = Math.Max(64, ElementsPerItem / MicroKernel<T>.Width);
        var parts = (depth + most - 1) / most;
        return (depth + parts - 1) / parts;
    }

    /// <summary>How many items there are.</summary>
    public static int ItemCount(int panels, int depth, int depthPerItem) => panels * ((depth + depthPerItem - 1) / depthPerItem);

    public readonly void Execute(int index, int slot)
    {
        var parts = (depth + depthPerItem - 1) / depthPerItem;
        var (panel, k) = (index / parts, index % parts * depthPerItem);
        var column = panel * MicroKernel<T>.Width;
        var count = Math.Min(MicroKernel<T>.Width, columns - column);
        var width = MicroKernel<T>.WidthFor(count);
        Packing.Pack(right.From(column, k), count, Math.Min(depthPerItem, depth - k), width, packed + (nint)column * depth + (nint)k * width);
    }
}

/// <summary>Multiplies groups of left strips with blocks of packed right panels.</summary>
internal unsafe struct MatrixProductWork<T>(MatrixProduct product, MatrixProductPlan plan, float* packed, float* scratch) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    /// <summary>Floats of scratch a slot needs: one packed strip.</summary>
    public static int ScratchLength(in MatrixProductPlan plan) => MicroKernel<T>.MaximumHeight * plan.DepthChunk + 16;

    public readonly void Execute(int index, int slot)
    {
        var (block, group) = (index / plan.GroupCount, index % plan.GroupCount);
        var strip = scratch + (nint)slot * ScratchLength(plan);
        var firstRow = group * plan.StripsPerGroup * plan.Height;
        var endRow = Math.Min(product.Rows, firstRow + plan.StripsPerGroup * plan.Height);
        var firstColumn = block * plan.PanelsPerBlock * plan.Width;
        var endColumn = Math.Min(product.Columns, firstColumn + plan.PanelsPerBlock * plan.Width);
        var k = 0;
        do
        {
            var depth = Math.Min(plan.DepthChunk, product.Depth - k);
            for (var row = firstRow; row < endRow; row += plan.Height)
            {
                var rows = Math.Min(plan.Height, endRow - row);
                Strip(row, rows, firstColumn, endColumn, k, depth, strip);
                if (k + depth == product.Depth && !product.Epilogue.IsEmpty)
                    EpilogueKernel<T>.Run(product.Epilogue, product.Result, row, firstColumn, rows, endColumn - firstColumn);
            }

            k += plan.DepthChunk;
        }
        while (k < product.Depth);
    }

    /// <summary>
    /// Whether a left factor is read where it lies: rows along the sum are, unless they lie a multiple of a page apart. A strip of those
    /// would compete for the same few places of the first-level cache.
    /// </summary>
    private static bool IsDirect(MatrixView left) => left.Depth == 1 && left.Outer % 1024 != 0;

    private readonly void Strip(int row, int rows, int firstColumn, int endColumn, int k, int depth, float* strip)
    {
        var height = MicroKernel<T>.HeightFor(rows);
        var direct = rows == height && IsDirect(product.Left);
        var left = direct ? product.Left.At(row, k) : strip;
        var (outer, inner) = direct ? (product.Left.Outer, 1) : (1, height);
        if (!direct)
            Packing.Pack(product.Left.From(row, k), rows, depth, height, strip);
        var accumulate = product.Accumulate || k > 0;
        var result = product.Result + row * product.Stride;
        for (var column = firstColumn; column < endColumn; column += plan.Width)
        {
            var columns = Math.Min(plan.Width, endColumn - column);
            var width = MicroKernel<T>.WidthFor(columns);
            MicroKernel<T>.Run(
                depth, left, outer, inner, height, packed + (nint)column * product.Depth + (nint)k * width, width, width,
                result + column, product.Stride, rows, columns, product.Alpha, accumulate);
        }
    }
}
