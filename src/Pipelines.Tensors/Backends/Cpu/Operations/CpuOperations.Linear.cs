namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    /// <summary>Operations of one matrix of a batch below which whole matrices are the items of work.</summary>
    private const double SmallProduct = 4_000_000;

    public void MatMul(Tensor left, bool transposeLeft, Tensor right, bool transposeRight, Tensor result, float alpha, bool accumulate)
    {
        var (rows, columns) = (result.Shape[-2], result.Shape[-1]);
        var depth = transposeLeft ? left.Shape[-2] : left.Shape[-1];
        var size = (long)rows * columns;
        if (size == 0)
            return;
        var work = new BatchWork(_products, new MatrixProduct
        {
            Left = MatrixView.Of(Floats(left), left.Shape[-1], transposeLeft),
            Right = MatrixView.Of(Floats(right), right.Shape[-1], !transposeRight),
            Result = Floats(result),
            Stride = columns,
            Rows = rows,
            Columns = columns,
            Depth = depth,
            Alpha = alpha,
            Accumulate = accumulate,
        }, left.Shape.ElementCount, right.Shape.ElementCount);
        var batch = checked((int)(result.Shape.ElementCount / size));
        if (batch > 1 && 2.0 * size * depth < SmallProduct)
        {
            _workers.Run(batch, work);
            return;
        }

        for (var i = 0; i < batch; i++)
            work.Execute(i, 0);
    }

    public void Linear(
        Tensor input, Tensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual, Tensor result)
    {
        var (rows, columns, depth) = (input.Shape.RowCount, weight.Shape[0], weight.Shape[1]);
        var target = Floats(result);
        var activated = FloatsOrNull(preActivation);
        var residualRows = FloatsOrNull(residual);

        // A residual in the result's own place must not be overwritten by the product before it is added.
        var inPlace = residualRows == target;
        var aside = inPlace && activation != Activation.None && activated == null;
        using var scratch = Rent(aside ? (long)rows * columns : 0);
        var product = activated != null ? activated : aside ? scratch.Floats : target;
        var accumulate = inPlace && product == target;
        RunWithStoredRight(weight, transposed: false, new MatrixProduct
        {
            Left = MatrixView.Of(Floats(input), depth, false),
            Right = StoredView(weight, transposed: false),
            Result = product,
            Stride = columns,
            Rows = rows,
            Columns = columns,
            Depth = depth,
            Accumulate = accumulate,
            Epilogue = new Epilogue
            {
                Bias = FloatsOrNull(bias),
                Activation = activation,
                Residual = accumulate ? null : residualRows,
                Activated = product == target ? null : target,
                Stride = columns,
            },
        });
    }

    public void LinearBackward(
        Tensor resultGradient, Tensor input, Tensor weight, Activation activation, Tensor? preActivation,
        Tensor? inputGradient, bool accumulateInput, Tensor? weightGradient, bool accumulateWeight, Tensor? biasGradient)
    {
        var (rows, columns, depth) = (input.Shape.RowCount, weight.Shape[0], weight.Shape[1]);
        var gradient = Floats(resultGradient);
        if (activation != Activation.None || biasGradient is not null)
        {
            Dispatch(activation, new SumRowsCall(
                this, gradient, FloatsOrNull(preActivation), rows, columns, FloatsOrNull(biasGradient)));
        }

        if (inputGradient is not null)
        {
            RunWithStoredRight(weight, transposed: true, new MatrixProduct
            {
                Left = MatrixView.Of(gradient, columns, false),
                Right = StoredView(weight, transposed: true),
                Result = Floats(inputGradient),
                Stride = depth,
                Rows = rows,
                Columns = depth,
                Depth = columns,
                Accumulate = accumulateInput,
            });
        }

        if (weightGradient is not null)
        {
            _products.Run(new MatrixProduct
            {
                Left = MatrixView.Of(gradient, columns, true),
                Right = MatrixView.Of(Floats(input), depth, true),
                Result = Floats(weightGradient),
                Stride = depth,
                Rows = columns,
                Columns = depth,
                Depth = rows,
                Accumulate = accumulateWeight,
            });
        }
    }

    private readonly struct SumRowsCall(
        CpuOperations<T> operations, float* source, float* preActivation, int rows, int columns, float* target) : IActivationCall
    {
        public void Run<TActivation>() where TActivation : unmanaged, IActivation<T> =>
            operations.SumRows<TActivation>(source, preActivation, rows, columns, target, accumulate: true);
    }

    /// <summary>The products of a batch. Factors with fewer matrices repeat.</summary>
    private readonly struct BatchWork(MatrixProductKernel<T> kernel, MatrixProduct first, long leftLength, long rightLength) : IParallelWork
    {
        public void Execute(int index, int slot)
        {
            var (left, right) = ((long)first.Rows * first.Depth, (long)first.Columns * first.Depth);
            kernel.Run(new MatrixProduct
            {
                Left = new MatrixView(first.Left.Data + (left == 0 ? 0 : index * left % leftLength), first.Left.Outer, first.Left.Depth),
                Right = new MatrixView(
                    first.Right.Data + (right == 0 ? 0 : index * right % rightLength), first.Right.Outer, first.Right.Depth),
                Result = first.Result + (long)index * first.Rows * first.Columns,
                Stride = first.Stride,
                Rows = first.Rows,
                Columns = first.Columns,
                Depth = first.Depth,
                Alpha = first.Alpha,
                Accumulate = first.Accumulate,
            });
        }
    }
}
