namespace Pipelines.Tensors;

/// <summary>Multiplies groups of left strips with blocks of right panels.</summary>
/// <param name="product">The factors and where the result goes.</param>
/// <param name="plan">How the work is cut.</param>
/// <param name="packed">The packed right panels; null where the right factor is read where it lies.</param>
/// <param name="scratch">Room for the packed strips of every slot.</param>
internal unsafe struct MatrixProductWork<T>(MatrixProduct product, MatrixProductPlan plan, float* packed, float* scratch) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    /// <summary>Elements between the rows of a left factor up to which its columns are read in place.</summary>
    private const int ShortStride = 512;

    /// <summary>Elements of a right factor up to which it is read in place: two megabytes.</summary>
    private const int SmallRight = 1 << 19;

    /// <summary>Floats of scratch a slot needs: the packed strips of a group.</summary>
    public static int ScratchLength(in MatrixProductPlan plan) => plan.StripsPerGroup * plan.Height * plan.DepthChunk + 16;

    public readonly void Execute(int index, int slot)
    {
        var (block, group) = (index / plan.GroupCount, index % plan.GroupCount);
        var strips = scratch + (nint)slot * ScratchLength(plan);
        var firstRow = group * plan.StripsPerGroup * plan.Height;
        var endRow = Math.Min(product.Rows, firstRow + plan.StripsPerGroup * plan.Height);
        var firstColumn = block * plan.PanelsPerBlock * plan.Width;
        var endColumn = Math.Min(product.Columns, firstColumn + plan.PanelsPerBlock * plan.Width);
        var direct = IsDirect(product.Left);
        var k = 0;
        do
        {
            var depth = Math.Min(plan.DepthChunk, product.Depth - k);
            Pack(direct, firstRow, endRow, k, depth, strips);
            for (var row = firstRow; row < endRow; row += plan.Height)
            {
                var rows = Math.Min(plan.Height, endRow - row);
                var height = MicroKernel<T>.HeightFor(rows);
                if (direct && rows == height)
                {
                    var left = product.Left;
                    Strip(left.At(row, k), left.Outer, left.Depth, height, row, rows, firstColumn, endColumn, k, depth);
                }
                else
                {
                    Strip(strips + (nint)(row - firstRow) * depth, 1, height, height, row, rows, firstColumn, endColumn, k, depth);
                }

                if (k + depth == product.Depth && !product.Epilogue.IsEmpty)
                    EpilogueKernel<T>.Run(product.Epilogue, product.Result, row, firstColumn, rows, endColumn - firstColumn);
            }

            k += plan.DepthChunk;
        }
        while (k < product.Depth);
    }

    /// <summary>
    /// Whether a left factor is read where it lies. Rows along the sum are, unless they lie a multiple of a page apart: a strip of those
    /// would compete for the same few places of the first-level cache. Columns along the sum are where they are short.
    /// </summary>
    public static bool IsDirect(MatrixView left) => left.Depth == 1 ? left.Outer % 1024 != 0 : left.Depth <= ShortStride;

    /// <summary>
    /// Whether a right factor is read where it lies: its rows are vectors already, tiles cover it exactly, and it is small enough to stay
    /// near while the strips pass. Packing it would take longer than what the tidier access saves.
    /// </summary>
    public static bool IsDirect(MatrixView right, int columns, int depth) =>
        right.Outer == 1 && columns % MicroKernel<T>.Width == 0 && (long)columns * depth <= SmallRight;

    /// <summary>Packs what is not read in place: all strips, or the last where it is not full.</summary>
    private readonly void Pack(bool direct, int firstRow, int endRow, int k, int depth, float* strips)
    {
        var full = (endRow - firstRow) / plan.Height * plan.Height;
        if (!direct)
            Packing.PackBands(product.Left.From(firstRow, k), full, depth, plan.Height, strips);
        var rest = endRow - firstRow - full;
        var height = MicroKernel<T>.HeightFor(rest);
        if (rest > 0 && (!direct || rest != height))
            Packing.Pack(product.Left.From(firstRow + full, k), rest, depth, height, strips + (nint)full * depth);
    }

    private readonly void Strip(
        float* left, nint outer, nint step, int height, int row, int rows, int firstColumn, int endColumn, int k, int depth)
    {
        var accumulate = product.Accumulate || k > 0;
        var result = product.Result + row * product.Stride;
        for (var column = firstColumn; column < endColumn; column += plan.Width)
        {
            var columns = Math.Min(plan.Width, endColumn - column);
            var width = MicroKernel<T>.WidthFor(columns);
            var right = packed == null ? product.Right.At(column, k) : packed + (nint)column * product.Depth + (nint)k * width;
            MicroKernel<T>.Run(
                depth, left, outer, step, height, right, packed == null ? product.Right.Depth : width, width,
                result + column, product.Stride, rows, columns, product.Alpha, accumulate);
        }
    }
}
