namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public double Sum(Tensor source) => Reduce(source, squares: false);

    public double SumOfSquares(Tensor source) => Reduce(source, squares: true);

    public void SumRows(Tensor source, Tensor target, bool accumulate) =>
        SumRows<Identity<T>>(Floats(source), null, source.Shape.RowCount, source.Shape[-1], Floats(target), accumulate);

    private double Reduce(Tensor source, bool squares)
    {
        var length = source.Shape.ElementCount;
        var chunks = Chunk.Count(length);
        using var scratch = Rent(2L * chunks);
        var sums = (double*)scratch.Floats;
        _workers.Run(chunks, new SumWork(Floats(source), length, squares, sums));
        var total = 0.0;
        for (var i = 0; i < chunks; i++)
            total += sums[i];
        return total;
    }

    /// <summary>
    /// Column sums of a matrix, of its product with the activation's derivative where there is one; the product stays in its place.
    /// </summary>
    private void SumRows<TActivation>(float* source, float* preActivation, int rows, int columns, float* target, bool accumulate)
        where TActivation : unmanaged, IActivation<T>
    {
        if (columns == 0)
            return;
        var chunks = SumRowsWork<T, TActivation>.ChunkCount(rows);
        using var scratch = Rent(target == null ? 0 : (long)chunks * columns);
        var partialSums = target == null ? null : scratch.Floats;
        _workers.Run(
            SumRowsWork<T, TActivation>.ItemCount(rows, columns),
            new SumRowsWork<T, TActivation>(source, preActivation, rows, columns, partialSums));
        if (target == null)
            return;
        if (!accumulate)
            new Span<float>(target, columns).Clear();
        AddRows(partialSums, chunks, columns, target);
    }

    /// <summary>Adds rows to a row, in order.</summary>
    private static void AddRows(float* rows, int count, int width, float* target)
    {
        for (var i = 0; i < count; i++)
            PointwiseKernel<T>.Apply(default(AddFunction<T>), target, rows + (nint)i * width, target, width);
    }
}
