using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// A few rows times a matrix whose rows lie along the sum, as in generation: every element of the right factor is read once, in place, and
/// nothing is packed. Four right rows stay in the first-level cache while all left rows pass, two by two.
/// </summary>
internal static unsafe class DotProductKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Left rows up to which this beats the packed product.</summary>
    public const int MostRows = 16;

    /// <summary>Computes some columns of the product.</summary>
    public static void Run(in MatrixProduct product, int firstColumn, int endColumn)
    {
        for (var column = firstColumn; column < endColumn; column += 4)
        {
            for (var row = 0; row < product.Rows; row += 4)
                Block(product, row, Math.Min(4, product.Rows - row), column, Math.Min(4, endColumn - column));
        }

        if (!product.Epilogue.IsEmpty)
            EpilogueKernel<T>.Run(product.Epilogue, product.Result, 0, firstColumn, product.Rows, endColumn - firstColumn);
    }

    private static void Block(in MatrixProduct product, int row, int rows, int column, int columns)
    {
        var (left, right) = (product.Left, product.Right);
        var sums = stackalloc float[4];
        for (var i = 0; i < rows; i += 2)
        {
            // A row or a column beyond the last repeats the last, and its sum is dropped.
            var second = Math.Min(i + 1, rows - 1);
            for (var j = 0; j < columns; j += 2)
            {
                var next = Math.Min(j + 1, columns - 1);
                Dot(
                    left.At(row + i, 0), left.At(row + second, 0), right.At(column + j, 0), right.At(column + next, 0),
                    product.Depth, sums);
                Put(product, row + i, column + j, sums[0]);
                if (next > j)
                    Put(product, row + i, column + next, sums[1]);
                if (second > i)
                    Put(product, row + second, column + j, sums[2]);
                if (second > i && next > j)
                    Put(product, row + second, column + next, sums[3]);
            }
        }
    }

    private static void Put(in MatrixProduct product, int row, int column, float sum)
    {
        var target = product.Result + row * product.Stride + column;
        *target = product.Alpha * sum + (product.Accumulate ? *target : 0);
    }

    [MethodImpl(Compile.Loop)]
    private static void Dot(float* a, float* b, float* x, float* y, int depth, float* sums)
    {
        T ax = T.Zero, ay = T.Zero, bx = T.Zero, by = T.Zero;
        var k = 0;
        for (; k <= depth - T.Count; k += T.Count)
        {
            T left = T.Load(a + k), right = T.Load(x + k), other = T.Load(y + k);
            ax = T.MultiplyAdd(left, right, ax);
            ay = T.MultiplyAdd(left, other, ay);
            left = T.Load(b + k);
            bx = T.MultiplyAdd(left, right, bx);
            by = T.MultiplyAdd(left, other, by);
        }

        if (k < depth)
        {
            T left = T.LoadPartial(a + k, depth - k), right = T.LoadPartial(x + k, depth - k), other = T.LoadPartial(y + k, depth - k);
            ax = T.MultiplyAdd(left, right, ax);
            ay = T.MultiplyAdd(left, other, ay);
            left = T.LoadPartial(b + k, depth - k);
            bx = T.MultiplyAdd(left, right, bx);
            by = T.MultiplyAdd(left, other, by);
        }

        sums[0] = ax.Sum();
        sums[1] = ay.Sum();
        sums[2] = bx.Sum();
        sums[3] = by.Sum();
    }
}

/// <summary><see cref="DotProductKernel{T}"/> over blocks of columns.</summary>
internal unsafe struct DotProductWork<T>(MatrixProduct product, int columnsPerItem) : IParallelWork where T : unmanaged, ISimd<T>
{
    private const int ElementsPerItem = 65536;

    /// <summary>Columns that make an item worth claiming, a multiple of four.</summary>
    public static int ColumnsPerItem(int depth) => Math.Max(4, ElementsPerItem / Math.Max(1, depth) & ~3);

    public readonly void Execute(int index, int slot)
    {
        var first = index * columnsPerItem;
        DotProductKernel<T>.Run(product, first, Math.Min(product.Columns, first + columnsPerItem));
    }
}
