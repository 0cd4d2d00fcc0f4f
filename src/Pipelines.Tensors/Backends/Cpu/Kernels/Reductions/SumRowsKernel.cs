using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Column sums of a matrix, and on the way its rows multiplied by an activation's derivative: the two things a linear layer's backward
/// pass does to the gradient it receives.
/// </summary>
internal static unsafe class SumRowsKernel<T, TActivation>
    where T : unmanaged, ISimd<T>
    where TActivation : unmanaged, IActivation<T>
{
    /// <summary>How many columns are summed side by side.</summary>
    public static int BlockWidth => 4 * T.Count;

    /// <summary>Sums up to <see cref="BlockWidth"/> columns over some rows.</summary>
    /// <param name="source">The first row's first column. Overwritten by the product with f′ where there is an activation.</param>
    /// <param name="preActivation">The activation's arguments, of source's layout.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="sums">Receives the sums; null where only the product is wanted.</param>
    public static void Run(float* source, float* preActivation, long stride, int rows, int columns, float* sums)
    {
        if (columns == BlockWidth)
        {
            Whole(source, preActivation, stride, rows, sums);
            return;
        }

        for (var column = 0; column < columns; column += T.Count)
        {
            Column(
                source + column, preActivation + column, stride, rows, Math.Min(T.Count, columns - column),
                sums == null ? null : sums + column);
        }
    }

    [MethodImpl(Compile.Loop)]
    private static void Whole(float* source, float* preActivation, long stride, int rows, float* sums)
    {
        var (a, b, c, d) = (T.Zero, T.Zero, T.Zero, T.Zero);
        for (var row = 0; row < rows; row++)
        {
            a += Product(source, preActivation);
            b += Product(source + T.Count, preActivation + T.Count);
            c += Product(source + 2 * T.Count, preActivation + 2 * T.Count);
            d += Product(source + 3 * T.Count, preActivation + 3 * T.Count);
            source += stride;
            preActivation += stride;
        }

        if (sums == null)
            return;
        a.Store(sums);
        b.Store(sums + T.Count);
        c.Store(sums + 2 * T.Count);
        d.Store(sums + 3 * T.Count);
    }

    [MethodImpl(Compile.Loop)]
    private static void Column(float* source, float* preActivation, long stride, int rows, int count, float* sums)
    {
        var sum = T.Zero;
        for (var row = 0; row < rows; row++)
        {
            var value = T.LoadPartial(source, count);
            if (typeof(TActivation) != typeof(Identity<T>))
            {
                TActivation.Value(T.LoadPartial(preActivation, count), out var derivative);
                value *= derivative;
                value.StorePartial(source, count);
            }

            sum += value;
            source += stride;
            preActivation += stride;
        }

        if (sums != null)
            sum.StorePartial(sums, count);
    }

    [MethodImpl(Compile.Inline)]
    private static T Product(float* source, float* preActivation)
    {
        var value = T.Load(source);
        if (typeof(TActivation) == typeof(Identity<T>))
            return value;
        TActivation.Value(T.Load(preActivation), out var derivative);
        value *= derivative;
        value.Store(source);
        return value;
    }
}

/// <summary>
/// Column sums over blocks of columns and chunks of rows: one row of partial sums per chunk, to be added in order.
/// </summary>
internal unsafe struct SumRowsWork<T, TActivation>(float* source, float* preActivation, int rows, int columns, float* partialSums)
    : IParallelWork
    where T : unmanaged, ISimd<T>
    where TActivation : unmanaged, IActivation<T>
{
    /// <summary>Rows summed before their sum is added to the others': parallelism for narrow matrices, and less rounding.</summary>
    public const int RowsPerChunk = 512;

    /// <summary>How many chunks of rows there are.</summary>
    public static int ChunkCount(int rows) => (rows + RowsPerChunk - 1) / RowsPerChunk;

    /// <summary>How many items there are.</summary>
    public static int ItemCount(int rows, int columns) => ChunkCount(rows) * BlockCount(columns);

    public readonly void Execute(int index, int slot)
    {
        var (chunk, block) = (index / BlockCount(columns), index % BlockCount(columns));
        var (row, column) = (chunk * RowsPerChunk, block * SumRowsKernel<T, TActivation>.BlockWidth);
        var at = (long)row * columns + column;
        SumRowsKernel<T, TActivation>.Run(
            source + at, preActivation + at, columns, Math.Min(RowsPerChunk, rows - row),
            Math.Min(SumRowsKernel<T, TActivation>.BlockWidth, columns - column),
            partialSums == null ? null : partialSums + (long)chunk * columns + column);
    }

    private static int BlockCount(int columns) =>
        (columns + SumRowsKernel<T, TActivation>.BlockWidth - 1) / SumRowsKernel<T, TActivation>.BlockWidth;
}
