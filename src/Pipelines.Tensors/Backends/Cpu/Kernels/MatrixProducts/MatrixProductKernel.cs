namespace Pipelines.Tensors;

/// <summary>Runs matrix products of any size and layout.</summary>
/// <param name="pool">Where packed factors live while a product runs.</param>
/// <param name="workers">Who computes.</param>
internal sealed unsafe class MatrixProductKernel<T>(TensorPool pool, WorkerPool workers) where T : unmanaged, ISimd<T>
{
    /// <summary>Floats of packed right factor beyond which a product is done in parts: it should stay in the last-level cache.</summary>
    private const int PackedLimit = 1 << 21;

    /// <summary>Computes a product.</summary>
    public void Run(in MatrixProduct product)
    {
        if (product.Rows == 0 || product.Columns == 0)
            return;
        if (product.Rows <= DotProductKernel<T>.MostRows && product.Left.Depth == 1 && product.Right.Depth == 1
            && product.Depth >= 2 * T.Count)
        {
            var columns = DotProductWork<T>.ColumnsPerItem(product.Depth);
            workers.Run((product.Columns + columns - 1) / columns, new DotProductWork<T>(product, columns));
            return;
        }

        // The parts of the depth follow one another for the same columns, so that the epilogue comes with the last.
        var columnStep = ColumnStep(product);
        var depthStep = DepthStep(product, columnStep);
        for (var column = 0; column < product.Columns; column += columnStep)
        {
            var k = 0;
            do
            {
                Part(product, column, Math.Min(columnStep, product.Columns - column), k, Math.Min(depthStep, product.Depth - k));
                k += depthStep;
            }
            while (k < product.Depth);
        }
    }

    private static int ColumnStep(in MatrixProduct product)
    {
        const int narrow = 1024;
        var width = MicroKernel<T>.Width;
        var limit = Math.Max(narrow, PackedLimit / Math.Max(1, product.Depth));
        if (product.Columns <= limit)
            return product.Columns;
        var parts = (product.Columns + limit - 1) / limit;
        return ((product.Columns + parts - 1) / parts + width - 1) / width * width;
    }

    private static int DepthStep(in MatrixProduct product, int columns)
    {
        var limit = Math.Max(256, PackedLimit / columns);
        var parts = Math.Max(1, (product.Depth + limit - 1) / limit);
        return Math.Max(1, (product.Depth + parts - 1) / parts);
    }

    private void Part(in MatrixProduct whole, int column, int columns, int k, int depth)
    {
        var last = k + depth == whole.Depth;
        var product = new MatrixProduct
        {
            Left = whole.Left.From(0, k),
            Right = whole.Right.From(column, k),
            Result = whole.Result + column,
            Stride = whole.Stride,
            Rows = whole.Rows,
            Columns = columns,
            Depth = depth,
            Alpha = whole.Alpha,
            Accumulate = whole.Accumulate || k > 0,
            Epilogue = last ? whole.Epilogue.From(column) : default,
        };
        var plan = new MatrixProductPlan(
            product.Rows, columns, depth, MicroKernel<T>.Height, MicroKernel<T>.Width, !MatrixProductWork<T>.IsDirect(product.Left));
        var direct = MatrixProductWork<T>.IsDirect(product.Right, columns, depth);
        var packedLength = direct ? 0 : (long)plan.PanelCount * plan.Width * depth;
        var bytes = (packedLength + (long)workers.SlotCount * MatrixProductWork<T>.ScratchLength(plan)) * sizeof(float);
        var memory = pool.Rent(bytes);
        try
        {
            var packed = (float*)memory;
            if (!direct)
            {
                var packing = new PackWork<T>(product.Right, columns, depth, packed);
                workers.Run(packing.ItemCount, packing);
            }

            workers.Run(
                plan.GroupCount * plan.BlockCount, new MatrixProductWork<T>(product, plan, direct ? null : packed, packed + packedLength));
        }
        finally
        {
            pool.Return(memory, bytes);
        }
    }
}
