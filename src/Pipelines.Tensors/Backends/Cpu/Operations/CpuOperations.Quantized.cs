using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    /// <summary>Floats of a quantized weight that exist in Float32 at a time: they stay in the second-level cache.</summary>
    private const int QuantizedTile = 1 << 18;

    public void Dequantize(QuantizedTensor source, int firstRow, Tensor target) =>
        Dequantize(source, firstRow, target.Shape[0], Floats(target));

    public void QuantizedLinear(
        Tensor input, QuantizedTensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual, Tensor result)
    {
        var (rows, columns, depth) = (input.Shape.RowCount, weight.Shape[0], weight.Shape[1]);
        var target = Floats(result);
        var product = preActivation is null ? target : Floats(preActivation);
        var epilogue = new Epilogue
        {
            Bias = FloatsOrNull(bias),
            Activation = activation,
            Residual = FloatsOrNull(residual),
            Activated = product == target ? null : target,
            Stride = columns,
        };
        var tileRows = TileRows(columns, depth);
        using var tile = Rent((long)tileRows * depth);
        for (var column = 0; column < columns; column += tileRows)
        {
            var width = Math.Min(tileRows, columns - column);
            Dequantize(weight, column, width, tile.Floats);
            _products.Run(new MatrixProduct
            {
                Left = MatrixView.Of(Floats(input), depth, false),
                Right = MatrixView.Of(tile.Floats, depth, false),
                Result = product + column,
                Stride = columns,
                Rows = rows,
                Columns = width,
                Depth = depth,
                Epilogue = epilogue.From(column),
            });
        }
    }

    public void QuantizedLinearBackward(
        Tensor resultGradient, QuantizedTensor weight, Activation activation, Tensor? preActivation, Tensor? inputGradient,
        bool accumulateInput, Tensor? biasGradient)
    {
        var (rows, columns, depth) = (resultGradient.Shape.RowCount, weight.Shape[0], weight.Shape[1]);
        var gradient = Floats(resultGradient);
        if (activation != Activation.None || biasGradient is not null)
        {
            Dispatch(activation, new SumRowsCall(
                this, gradient, FloatsOrNull(preActivation), rows, columns, FloatsOrNull(biasGradient)));
        }

        if (inputGradient is null)
            return;
        var tileRows = TileRows(columns, depth);
        using var tile = Rent((long)tileRows * depth);
        for (var column = 0; column < columns; column += tileRows)
        {
            var height = Math.Min(tileRows, columns - column);
            Dequantize(weight, column, height, tile.Floats);
            _products.Run(new MatrixProduct
            {
                Left = MatrixView.Of(gradient, columns, false).From(0, column),
                Right = MatrixView.Of(tile.Floats, depth, true),
                Result = Floats(inputGradient),
                Stride = depth,
                Rows = rows,
                Columns = depth,
                Depth = height,
                Accumulate = accumulateInput || column > 0,
            });
        }
    }

    // A tile is a multiple of a panel wide, so that no panel but the last is cut.
    private static int TileRows(int rows, int columns)
    {
        var most = Math.Max(MicroKernel<T>.Width, QuantizedTile / Math.Max(1, columns) / MicroKernel<T>.Width * MicroKernel<T>.Width);
        return Math.Min(rows, most);
    }

    private void Dequantize(QuantizedTensor source, int firstRow, int rows, float* target)
    {
        DequantizeWork work;
        switch (source)
        {
            case FourBitTensor fourBit:
                work = new DequantizeWork(
                    fourBit, Bytes(fourBit.Codes), Bytes(fourBit.Scales), FloatsOrNull(fourBit.NestedScales),
                    CodeTables.Of(fourBit.Options.Type), CodeTables.Scales, firstRow, rows, target);
                break;
            case EightBitTensor eightBit:
                work = new DequantizeWork(eightBit, Bytes(eightBit.Codes), Floats(eightBit.Scales), firstRow, rows, target);
                break;
            default:
                throw new NotSupportedException($"The CPU backend knows no {source.GetType().Name}.");
        }

        _workers.Run(work.ItemCount, work);
    }

    /// <summary>Code values where kernels can load them; they live as long as the process.</summary>
    private static class CodeTables
    {
        public static readonly float* Scales = Native(DynamicMap.Signed.Codes);
        private static readonly float* _nf4 = Native(FourBitCodeBook.Nf4.Values);
        private static readonly float* _fp4 = Native(FourBitCodeBook.Fp4.Values);

        public static float* Of(FourBitType type) => type == FourBitType.Nf4 ? _nf4 : _fp4;

        private static float* Native(ReadOnlySpan<float> values)
        {
            var memory = (float*)NativeMemory.AlignedAlloc((nuint)values.Length * sizeof(float), TensorPool.Alignment);
            values.CopyTo(new Span<float>(memory, values.Length));
            return memory;
        }
    }
}
