namespace Pipelines.Tensors.Tests;

internal abstract partial class TensorBackendConformanceTests
{
    /// <summary>How a matrix is kept: blocks that end within rows, odd ones too, and scales in 8 bits.</summary>
    private static readonly Func<Tensor, QuantizedTensor>[] Storages =
    [
        source => FourBitTensor.Quantize(source),
        source => FourBitTensor.Quantize(source, new FourBitOptions { Type = FourBitType.Fp4, BlockSize = 7 }),
        source => FourBitTensor.Quantize(source, new FourBitOptions { BlockSize = 32, DoubleQuantization = true, NestedBlockSize = 3 }),
        EightBitTensor.Quantize,
    ];

    [Test]
    public void Dequantize_MatchesReference([Range(0, 3)] int storage)
    {
        foreach (var (rows, columns) in ((int, int)[])[(1, 1), (3, 5), (4, 64), (9, 77), (40, 1000)])
        {
            using var twins = NewTwins($"{rows} × {columns}");
            var source = twins.Floats("source", rows, columns);
            var (all, last) = (twins.Output("all", rows, columns), twins.Output("last", 1, columns));
            twins.Run(side =>
            {
                using var quantized = Storages[storage](side[source]);
                side.Backend.Dequantize(quantized, 0, side[all]);
                side.Backend.Dequantize(quantized, rows - 1, side[last]);
            });
            twins.AssertEqual(1e-7, 0, all, last);
        }
    }

    [Test]
    public void QuantizedLinear_MatchesReference([Range(0, 3)] int storage, [Values(Activation.None, Activation.GeluTanh)] Activation activation)
    {
        foreach (var (rows, columns, depth) in ((int, int, int)[])[.. FewProductShapes, (9, 700, 520)])
        {
            using var twins = NewTwins($"{rows} × {columns} × {depth}");
            var (input, weight, bias) =
                (twins.Floats("input", rows, depth), twins.Scaled("weight", 0.3f, columns, depth), twins.Floats("bias", columns));
            var preActivation = activation == Activation.None ? null : twins.Output("preActivation", rows, columns);
            var (residual, result) = (twins.Floats("residual", rows, columns), twins.Output("result", rows, columns));
            twins.Run(side =>
            {
                using var quantized = Storages[storage](side[weight]);
                side.Backend.QuantizedLinear(
                    side[input], quantized, side[bias], activation, side.Maybe(preActivation), side[residual], side[result]);
            });
            twins.AssertEqual(1e-5, 2e-6 * Math.Sqrt(depth) + 2e-6, result, preActivation);
        }
    }

    [Test]
    public void QuantizedLinearBackward_MatchesReference([Range(0, 3)] int storage, [Values] bool accumulate)
    {
        foreach (var (rows, columns, depth) in ((int, int, int)[])[.. FewProductShapes, (9, 700, 520)])
        {
            using var twins = NewTwins($"{rows} × {columns} × {depth}");
            var (gradient, weight) = (twins.Floats("gradient", rows, columns), twins.Floats("weight", columns, depth));
            var preActivation = twins.Floats("preActivation", rows, columns);
            var inputGradient = accumulate ? twins.Floats("inputGradient", rows, depth) : twins.Output("inputGradient", rows, depth);
            var biasGradient = twins.Floats("biasGradient", columns);
            twins.Run(side =>
            {
                using var quantized = Storages[storage](side[weight]);
                side.Backend.QuantizedLinearBackward(
                    side[gradient], quantized, Activation.Silu, side[preActivation], side[inputGradient], accumulate, side[biasGradient]);
            });
            twins.AssertEqual(1e-5, 4e-6 * Math.Sqrt(Math.Max(rows, columns)) + 2e-6, inputGradient, biasGradient);
        }
    }
}
