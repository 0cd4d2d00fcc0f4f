using BenchmarkDotNet.Attributes;
using Pipelines.Tensors;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>Causal attention over a fused projection, forward and backward.</summary>
public class AttentionBenchmarks : KernelBenchmark
{
    private AttentionShape _shape;
    private Tensor _fused = null!;
    private Tensor _result = null!;
    private Tensor _logSumExp = null!;
    private Tensor _gradient = null!;
    private Tensor _fusedGradient = null!;

    /// <summary>nanoGPT's two configurations, GPT-2, and a longer sequence.</summary>
    public static IEnumerable<AttentionSize> Sizes => [new(12, 64, 4, 32), new(8, 256, 6, 64), new(2, 256, 12, 64), new(1, 1024, 12, 64)];

    /// <summary>The measured size.</summary>
    [ParamsSource(nameof(Sizes))]
    public AttentionSize Size { get; set; } = null!;

    /// <summary>The forward pass.</summary>
    [Benchmark]
    public void Forward() => Backend.Attention(_shape, _fused, _fused, _fused, default, _result, _logSumExp);

    /// <summary>The backward pass; its speed counts the forward pass's operations.</summary>
    [Benchmark]
    public void Backward() => Backend.AttentionBackward(
        _shape, _gradient, _fused, _fused, _fused, default, _result, _logSumExp, _fusedGradient, _fusedGradient, _fusedGradient, null);

    /// <inheritdoc/>
    protected override void MakeTensors()
    {
        var width = Size.Heads * Size.HeadSize;
        _shape = new AttentionShape
        {
            Batch = Size.Batch,
            QueryLength = Size.Length,
            KeyLength = Size.Length,
            HeadCount = Size.Heads,
            KeyValueHeadCount = Size.Heads,
            HeadSize = Size.HeadSize,
            Scale = 1 / MathF.Sqrt(Size.HeadSize),
            Causal = true,
            QueryStride = 3 * width,
            KeyStride = 3 * width,
            ValueStride = 3 * width,
            KeyOffset = width,
            ValueOffset = 2 * width,
        };
        _fused = Floats(Size.Batch, Size.Length, 3 * width);
        _fusedGradient = Floats(Size.Batch, Size.Length, 3 * width);
        _result = Floats(Size.Batch, Size.Length, width);
        _gradient = Floats(Size.Batch, Size.Length, width);
        _logSumExp = Floats(Size.Batch, Size.Heads, Size.Length);
        Forward();
    }
}

/// <summary>An attention call's sizes; the work is that of the causal half of both products.</summary>
public sealed record AttentionSize(int Batch, int Length, int Heads, int HeadSize)
    : Work($"{Batch}x{Length}x{Heads}x{HeadSize}", 2.0 * Batch * Heads * Length * (Length + 1) * HeadSize, Operations)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
