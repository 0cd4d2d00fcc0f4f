using BenchmarkDotNet.Attributes;
using Pipelines.Tensors;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>A linear layer's product and the two of its backward pass, at the sizes of nanoGPT's configurations and of GPT-2.</summary>
public class MatrixProductBenchmarks : KernelBenchmark
{
    private Tensor _input = null!;
    private Tensor _weight = null!;
    private Tensor _result = null!;

    /// <summary>Sizes: a small, a middle and GPT-2's model, and its head.</summary>
    public static IEnumerable<ProductSize> Sizes =>
    [
        new(768, 128, 128), new(768, 384, 128), new(768, 512, 128), new(768, 128, 512),
        new(2048, 384, 384), new(2048, 1536, 384), new(2048, 384, 1536),
        new(512, 768, 768), new(512, 2304, 768), new(512, 3072, 768), new(512, 768, 3072), new(512, 50_257, 768),
        new(1, 2304, 768), new(8, 2304, 768),
    ];

    /// <summary>The measured size.</summary>
    [ParamsSource(nameof(Sizes))]
    public ProductSize Size { get; set; } = null!;

    /// <summary>input · weightᵀ.</summary>
    [Benchmark]
    public void Forward() => Backend.Linear(_input, _weight, null, Activation.None, null, null, _result);

    /// <summary>gradient · weight.</summary>
    [Benchmark]
    public void InputGradient() => Backend.MatMul(_result, false, _weight, false, _input, 1, false);

    /// <summary>gradientᵀ · input, accumulated.</summary>
    [Benchmark]
    public void WeightGradient() => Backend.MatMul(_result, true, _input, false, _weight, 1e-6f, true);

    /// <inheritdoc/>
    protected override void MakeTensors()
    {
        _input = Floats(Size.Rows, Size.Depth);
        _weight = Floats(Size.Columns, Size.Depth);
        _result = Floats(Size.Rows, Size.Columns);
    }
}

/// <summary>A product's sizes.</summary>
public sealed record ProductSize(int Rows, int Columns, int Depth)
    : Work($"{Rows}x{Columns}x{Depth}", 2.0 * Rows * Columns * Depth, Operations)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
