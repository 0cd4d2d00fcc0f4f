using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// The innermost part of every matrix product: a tile of the result a few rows high and one or two vectors wide, held in registers while
/// the sum runs (Goto and van de Geijn 2008; Van Zee and van de Geijn 2015). Left elements are broadcast from memory with any strides, so
/// a packed, a row-major and a column-major left factor all serve; right rows are loaded as vectors.
/// </summary>
internal static unsafe partial class MicroKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>The height that makes the best use of the registers.</summary>
    public static int Height => T.HasManyRegisters ? 12 : 6;

    /// <summary>The largest height on any processor.</summary>
    public const int MaximumHeight = 12;

    /// <summary>The width of a wide tile.</summary>
    public static int Width => 2 * T.Count;

    /// <summary>The height of the smallest tile that covers this many rows, at most <see cref="Height"/>.</summary>
    public static int HeightFor(int rows) => rows <= 4 ? 4 : !T.HasManyRegisters ? 6 : rows <= 8 ? 8 : 12;

    /// <summary>The width of the narrowest tile that covers this many columns.</summary>
    public static int WidthFor(int columns) => columns <= T.Count ? T.Count : 2 * T.Count;

    /// <summary>Computes a tile, or the part of it that exists: <c>c = alpha · a · b (+ c)</c>.</summary>
    /// <param name="depth">How many products are summed.</param>
    /// <param name="a">Left element (0, 0).</param>
    /// <param name="row">Left elements between rows.</param>
    /// <param name="step">Left elements between one product and the next.</param>
    /// <param name="height">A height from <see cref="HeightFor"/>; so many left rows are read.</param>
    /// <param name="b">Right row 0.</param>
    /// <param name="right">Right elements between rows.</param>
    /// <param name="width">A width from <see cref="WidthFor"/>; so many right columns are read.</param>
    /// <param name="c">Result element (0, 0).</param>
    /// <param name="stride">Result elements between rows.</param>
    /// <param name="rows">Rows that exist, at most <paramref name="height"/>.</param>
    /// <param name="columns">Columns that exist, at most <paramref name="width"/>.</param>
    /// <param name="alpha">Factor on the product.</param>
    /// <param name="accumulate">Whether to add to what is there.</param>
    public static void Run(
        nint depth, float* a, nint row, nint step, int height, float* b, nint right, int width,
        float* c, nint stride, int rows, int columns, float alpha, bool accumulate)
    {
        if (rows == height && columns == width)
            Whole(depth, a, row, step, height, b, right, width, c, stride, alpha, accumulate);
        else
            Partial(depth, a, row, step, height, b, right, width, c, stride, rows, columns, alpha, accumulate);
    }

    private static void Whole(
        nint depth, float* a, nint row, nint step, int height, float* b, nint right, int width, float* c, nint stride, float alpha,
        bool accumulate)
    {
        // A long sum hides the way of the result's rows to the cache.
        if (depth >= 64)
            Prefetch.Rows(c, stride, height, width);
        var factor = T.Broadcast(alpha);
        switch (height, width == T.Count)
        {
            case (12, false):
                Tile12x2(depth, a, row, step, b, right, c, stride, factor, accumulate);
                break;
            case (8, false):
                Tile8x2(depth, a, row, step, b, right, c, stride, factor, accumulate);
                break;
            case (6, false):
                Tile6x2(depth, a, row, step, b, right, c, stride, factor, accumulate);
                break;
            case (_, false):
                Tile4x2(depth, a, row, step, b, right, c, stride, factor, accumulate);
                break;
            case (12, true):
                Tile12x1(depth, a, row, step, b, right, c, stride, factor, accumulate);
                break;
            case (8, true):
                Tile8x1(depth, a, row, step, b, right, c, stride, factor, accumulate);
                break;
            case (6, true):
                Tile6x1(depth, a, row, step, b, right, c, stride, factor, accumulate);
                break;
            default:
                Tile4x1(depth, a, row, step, b, right, c, stride, factor, accumulate);
                break;
        }
    }

    /// <summary>Computes the whole tile aside and moves the part that exists.</summary>
    [SkipLocalsInit]
    [MethodImpl(Compile.Loop)]
    private static void Partial(
        nint depth, float* a, nint row, nint step, int height, float* b, nint right, int width,
        float* c, nint stride, int rows, int columns, float alpha, bool accumulate)
    {
        var tile = stackalloc float[MaximumHeight * 2 * T.Count];
        Whole(depth, a, row, step, height, b, right, width, tile, width, alpha, accumulate: false);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j += T.Count)
            {
                var count = Math.Min(T.Count, columns - j);
                var value = T.Load(tile + i * width + j);
                if (accumulate)
                    value += T.LoadPartial(c + j, count);
                value.StorePartial(c + j, count);
            }

            c += stride;
        }
    }

    [MethodImpl(Compile.Inline)]
    private static void Put(float* c, T left, T rest, T alpha, bool accumulate)
    {
        left *= alpha;
        rest *= alpha;
        if (accumulate)
        {
            left += T.Load(c);
            rest += T.Load(c + T.Count);
        }

        left.Store(c);
        rest.Store(c + T.Count);
    }

    [MethodImpl(Compile.Inline)]
    private static void Put(float* c, T left, T alpha, bool accumulate)
    {
        left *= alpha;
        if (accumulate)
            left += T.Load(c);
        left.Store(c);
    }
}
