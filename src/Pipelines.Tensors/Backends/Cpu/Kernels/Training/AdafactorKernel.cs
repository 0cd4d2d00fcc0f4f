using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Adafactor's sweeps over rows: an update is <c>gradient · rowFactor · columnFactor</c>, so it never needs memory of the parameter's size.
/// </summary>
internal static unsafe class AdafactorKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary><c>sums[c] += x[c]²</c>.</summary>
    [MethodImpl(Compile.Loop)]
    public static void AddSquares(float* x, float* sums, int count)
    {
        var i = 0;
        for (; i <= count - T.Count; i += T.Count)
        {
            var value = T.Load(x + i);
            T.MultiplyAdd(value, value, T.Load(sums + i)).Store(sums + i);
        }

        if (i < count)
        {
            var value = T.LoadPartial(x + i, count - i);
            T.MultiplyAdd(value, value, T.LoadPartial(sums + i, count - i)).StorePartial(sums + i, count - i);
        }
    }

    /// <summary><c>Σ (x[c] · factor[c])²</c>.</summary>
    [MethodImpl(Compile.Loop)]
    public static double SumOfSquares(float* x, float* factor, int count)
    {
        const int Stretch = 4096; // short enough for single precision
        var total = 0.0;
        for (var start = 0; start < count; start += Stretch)
        {
            var end = Math.Min(count, start + Stretch);
            var sum = T.Zero;
            var i = start;
            for (; i <= end - T.Count; i += T.Count)
            {
                var value = T.Load(x + i) * T.Load(factor + i);
                sum = T.MultiplyAdd(value, value, sum);
            }

            if (i < end)
            {
                var value = T.LoadPartial(x + i, end - i) * T.LoadPartial(factor + i, end - i);
                sum = T.MultiplyAdd(value, value, sum);
            }

            total += sum.Sum();
        }

        return total;
    }

    /// <summary>
    /// <c>step = gradient · columnFactor · factor</c>, averaged in the moment where there is one; <c>parameter = keep · parameter −
    /// step</c>.
    /// </summary>
    [MethodImpl(Compile.Loop)]
    public static void Apply(float* p, float* g, float* columnFactor, float* moment, int count, float factor, float keep, float beta1)
    {
        var i = 0;
        for (; i <= count - T.Count; i += T.Count)
        {
            var step = T.Load(g + i) * T.Load(columnFactor + i) * T.Broadcast(factor);
            if (moment != null)
            {
                step = T.MultiplyAdd(T.Load(moment + i), T.Broadcast(beta1), step * T.Broadcast(1f - beta1));
                step.Store(moment + i);
            }

            (T.Load(p + i) * T.Broadcast(keep) - step).Store(p + i);
        }

        var rest = count - i;
        if (rest > 0)
        {
            var step = T.LoadPartial(g + i, rest) * T.LoadPartial(columnFactor + i, rest) * T.Broadcast(factor);
            if (moment != null)
            {
                step = T.MultiplyAdd(T.LoadPartial(moment + i, rest), T.Broadcast(beta1), step * T.Broadcast(1f - beta1));
                step.StorePartial(moment + i, rest);
            }

            (T.LoadPartial(p + i, rest) * T.Broadcast(keep) - step).StorePartial(p + i, rest);
        }
    }
}

/// <summary>Rows of a stack of matrices, cut into items that never cross a matrix.</summary>
/// <param name="Rows">Rows of a matrix.</param>
/// <param name="Columns">Columns of a matrix.</param>
internal readonly record struct AdafactorTiles(int Rows, int Columns)
{
    /// <summary>Items of a matrix.</summary>
    public int PerMatrix { get; } = (Rows + Chunk.Rows(Columns) - 1) / Chunk.Rows(Columns);

    /// <summary>The first of an item's rows, counted over all matrices, and how many there are.</summary>
    public (long First, int Count) Of(int item)
    {
        var (matrix, part) = Math.DivRem(item, PerMatrix);
        var first = part * Chunk.Rows(Columns);
        return ((long)matrix * Rows + first, Math.Min(Chunk.Rows(Columns), Rows - first));
    }
}

/// <summary>Means of squares of rows into the running row means; sums of squares of columns, one row an item.</summary>
internal unsafe struct AdafactorMeansWork<T>(
    AdafactorTiles tiles, float* gradient, float* rowMeans, float* columnSums, float decay, double squareScale, double epsilon)
    : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var (first, count) = tiles.Of(index);
        var sums = columnSums + (long)index * tiles.Columns;
        new Span<float>(sums, tiles.Columns).Clear();
        for (var row = first; row < first + count; row++)
        {
            var x = gradient + row * tiles.Columns;
            var mean = SumKernel.SumOfSquares(x, tiles.Columns) * squareScale / tiles.Columns + epsilon;
            rowMeans[row] = (float)(decay * (double)rowMeans[row] + (1.0 - decay) * mean);
            AdafactorKernel<T>.AddSquares(x, sums, tiles.Columns);
        }
    }
}

/// <summary>The sum of squared updates, one an item.</summary>
internal unsafe struct AdafactorSizeWork<T>(AdafactorTiles tiles, float* gradient, float* rowFactors, float* columnFactors, double* sums)
    : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var (first, count) = tiles.Of(index);
        var factors = columnFactors + (long)(index / tiles.PerMatrix) * tiles.Columns;
        var sum = 0.0;
        for (var row = first; row < first + count; row++)
        {
            var square = AdafactorKernel<T>.SumOfSquares(gradient + row * tiles.Columns, factors, tiles.Columns);
            sum += square * rowFactors[row] * rowFactors[row];
        }

        sums[index] = sum;
    }
}

/// <summary>The update itself.</summary>
internal unsafe struct AdafactorApplyWork<T>(
    AdafactorTiles tiles, float* parameter, float* gradient, float* rowFactors, float* columnFactors, float* moment, double factor,
    float keep, float beta1)
    : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var (first, count) = tiles.Of(index);
        var factors = columnFactors + (long)(index / tiles.PerMatrix) * tiles.Columns;
        for (var row = first; row < first + count; row++)
        {
            var start = row * tiles.Columns;
            AdafactorKernel<T>.Apply(
                parameter + start, gradient + start, factors, moment == null ? null : moment + start, tiles.Columns,
                (float)(rowFactors[row] * factor), keep, beta1);
        }
    }
}
