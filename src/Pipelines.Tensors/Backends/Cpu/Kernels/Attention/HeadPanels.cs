using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Rows of one head, packed for the micro-kernel. As a right factor whose columns are the head's elements they are panels
/// <c>[panel][row][width]</c>; as a left factor whose rows they are, strips <c>[strip][element][height]</c>; as a right factor whose
/// columns they are, panels <c>[element][width]</c>.
/// </summary>
internal static unsafe class HeadPanels<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Elements of a row in panels: the head's, rounded up to whole vectors.</summary>
    public static int PaddedSize(int headSize) => (headSize + T.Count - 1) / T.Count * T.Count;

    /// <summary>Rows rounded up to whole strips.</summary>
    public static int PaddedRows(int rows) => (rows + MicroKernel<T>.Height - 1) / MicroKernel<T>.Height * MicroKernel<T>.Height;

    /// <summary>Packs rows as panels of elements.</summary>
    public static void PackElements(float* source, nint stride, int rows, int headSize, float* target)
    {
        for (var element = 0; element < headSize; element += MicroKernel<T>.Width)
        {
            var count = Math.Min(MicroKernel<T>.Width, headSize - element);
            Packing.Pack(
                new MatrixView(source + element, 1, stride), count, rows, MicroKernel<T>.WidthFor(count), target + (nint)element * rows);
        }
    }

    /// <summary>Packs rows as strips.</summary>
    public static void PackStrips(float* source, nint stride, int rows, int headSize, float* target)
    {
        for (var row = 0; row < rows; row += MicroKernel<T>.Height)
        {
            var count = Math.Min(MicroKernel<T>.Height, rows - row);
            Packing.Pack(
                new MatrixView(source + row * stride, stride, 1), count, headSize, MicroKernel<T>.HeightFor(count),
                target + (nint)row * headSize);
        }
    }

    /// <summary>Packs up to a panel's width of rows as columns.</summary>
    public static void PackColumns(float* source, nint stride, int rows, int headSize, float* target) =>
        Packing.Pack(new MatrixView(source, stride, 1), rows, headSize, MicroKernel<T>.Width, target);

    /// <summary>Products of strips (rows) with a panel of columns: <c>target[i, q] = alpha · Σ strips(i, e) · columns(e, q)</c>.</summary>
    /// <param name="strips">Rows packed by <see cref="PackStrips"/>.</param>
    /// <param name="packedRows">How many rows were packed.</param>
    /// <param name="columns">Rows packed by <see cref="PackColumns"/>.</param>
    /// <param name="headSize">Elements of a row.</param>
    /// <param name="first">The first of the rows to use, at the start of a strip.</param>
    /// <param name="end">One past the last; the target needs room for the rest of its strip.</param>
    /// <param name="alpha">Factor on the product.</param>
    /// <param name="target">The element of row 0.</param>
    /// <param name="stride">Target elements between rows.</param>
    public static void Scores(
        float* strips, int packedRows, float* columns, int headSize, int first, int end, float alpha, float* target, nint stride)
    {
        for (var row = first; row < end; row += MicroKernel<T>.Height)
        {
            var step = MicroKernel<T>.HeightFor(Math.Min(MicroKernel<T>.Height, packedRows - row));
            var height = MicroKernel<T>.HeightFor(Math.Min(MicroKernel<T>.Height, end - row));
            MicroKernel<T>.Run(
                headSize, strips + (nint)row * headSize, 1, step, height, columns, MicroKernel<T>.Width, MicroKernel<T>.Width,
                target + row * stride, stride, height, MicroKernel<T>.Width, alpha, false);
        }
    }

    /// <summary>Takes keys from the queries that must not see them.</summary>
    /// <param name="scores">
    /// Row i is key <paramref name="key"/> + i, lane q a query that sees keys up to <paramref name="limit"/> + q.
    /// </param>
    /// <param name="stride">Elements between rows.</param>
    /// <param name="key">The first row's key.</param>
    /// <param name="count">Rows.</param>
    /// <param name="limit">The last key that the first query sees.</param>
    /// <param name="filler">What hidden scores become.</param>
    [MethodImpl(Compile.Loop)]
    public static void Mask(float* scores, nint stride, int key, int count, int limit, float filler)
    {
        for (var i = Math.Max(0, limit + 1 - key); i < count; i++)
        {
            var hidden = T.Broadcast(key + i - limit);
            var row = scores + i * stride;
            for (var lane = 0; lane < MicroKernel<T>.Width; lane += T.Count)
            {
                var mask = T.GreaterThan(hidden, T.LaneIndices + T.Broadcast(lane));
                T.Select(mask, T.Broadcast(filler), T.Load(row + lane)).Store(row + lane);
            }
        }
    }

    /// <summary>
    /// <c>target[i, j] (+)= alpha · Σ left(i, k) · right(k, j)</c> where the right factor is rows packed by <see cref="PackElements"/>.
    /// </summary>
    /// <param name="left">Left element (0, 0).</param>
    /// <param name="row">Left elements between rows.</param>
    /// <param name="step">Left elements between one product and the next.</param>
    /// <param name="rows">Rows of the left factor and the result, at most a tile's height.</param>
    /// <param name="right">The packed rows.</param>
    /// <param name="packedRows">How many rows were packed.</param>
    /// <param name="first">The first of them to use.</param>
    /// <param name="depth">How many to use.</param>
    /// <param name="headSize">Columns of the result.</param>
    /// <param name="target">Result element (0, 0).</param>
    /// <param name="stride">Result elements between rows.</param>
    /// <param name="alpha">Factor on the product.</param>
    /// <param name="accumulate">Whether to add.</param>
    public static void Multiply(
        float* left, nint row, nint step, int rows, float* right, int packedRows, int first, int depth, int headSize,
        float* target, nint stride, float alpha, bool accumulate)
    {
        var height = MicroKernel<T>.HeightFor(rows);
        for (var element = 0; element < headSize; element += MicroKernel<T>.Width)
        {
            var count = Math.Min(MicroKernel<T>.Width, headSize - element);
            var width = MicroKernel<T>.WidthFor(count);
            MicroKernel<T>.Run(
                depth, left, row, step, height, right + (nint)element * packedRows + (nint)first * width, width, width,
                target + element, stride, rows, count, alpha, accumulate);
        }
    }
}
