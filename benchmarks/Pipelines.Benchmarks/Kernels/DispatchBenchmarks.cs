using BenchmarkDotNet.Attributes;
using Pipelines.Tensors;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>What a call costs beside its work: one that is too small to share, and one of two items.</summary>
public class DispatchBenchmarks : KernelBenchmark
{
    private Tensor _tiny = null!;
    private Tensor _shared = null!;

    /// <summary>A call on one cache line.</summary>
    [Benchmark]
    public void Inline() => Backend.Scale(_tiny, 1, _tiny);

    /// <summary>A call on just enough elements that two threads share it.</summary>
    [Benchmark]
    public void Shared() => Backend.Scale(_shared, 1, _shared);

    /// <inheritdoc/>
    protected override void MakeTensors() => (_tiny, _shared) = (Floats(16), Floats(16_400));
}
