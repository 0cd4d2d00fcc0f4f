using BenchmarkDotNet.Attributes;
using Pipelines.Tensors;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>What lies between matrix products: norms, activations, softmax, sums.</summary>
public class RowBenchmarks : KernelBenchmark
{
    private Tensor _input = null!;
    private Tensor _result = null!;
    private Tensor _gradient = null!;
    private Tensor _gain = null!;
    private Tensor _bias = null!;
    private Tensor _gainGradient = null!;
    private Tensor _biasGradient = null!;
    private Tensor _mean = null!;
    private Tensor _inverse = null!;

    /// <summary>Rows and widths of the three models.</summary>
    public static IEnumerable<RowSize> Sizes => [new(768, 128), new(2048, 384), new(512, 768), new(512, 3072)];

    /// <summary>The measured size.</summary>
    [ParamsSource(nameof(Sizes))]
    public RowSize Size { get; set; } = null!;

    /// <summary>Layer normalisation.</summary>
    [Benchmark]
    public void LayerNorm() => Backend.LayerNorm(_input, _gain, _bias, 1e-5f, _result, _mean, _inverse);

    /// <summary>Layer normalisation's gradients.</summary>
    [Benchmark]
    public void LayerNormBackward() =>
        Backend.LayerNormBackward(_gradient, _input, _gain, _mean, _inverse, _result, false, _gainGradient, _biasGradient);

    /// <summary>RMS normalisation.</summary>
    [Benchmark]
    public void RmsNorm() => Backend.RmsNorm(_input, _gain, 1e-5f, _result, _inverse);

    /// <summary>GELU with the error function.</summary>
    [Benchmark]
    public void Gelu() => Backend.Activate(Activation.Gelu, _input, _result);

    /// <summary>Its gradient.</summary>
    [Benchmark]
    public void GeluBackward() => Backend.ActivateBackward(Activation.Gelu, _gradient, _input, _result, false);

    /// <summary>Softmax.</summary>
    [Benchmark]
    public void Softmax() => Backend.Softmax(_input, _result);

    /// <summary>Column sums.</summary>
    [Benchmark]
    public void SumRows() => Backend.SumRows(_input, _biasGradient, false);

    /// <inheritdoc/>
    protected override void MakeTensors()
    {
        (_input, _result, _gradient) = (Floats(Size.Rows, Size.Width), Floats(Size.Rows, Size.Width), Floats(Size.Rows, Size.Width));
        (_gain, _bias, _gainGradient, _biasGradient) = (Floats(Size.Width), Floats(Size.Width), Floats(Size.Width), Floats(Size.Width));
        (_mean, _inverse) = (Floats(Size.Rows), Floats(Size.Rows));
    }
}

/// <summary>A matrix's sizes; the work is its elements.</summary>
public sealed record RowSize(int Rows, int Width) : Work($"{Rows}x{Width}", (double)Rows * Width, "G/s")
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
