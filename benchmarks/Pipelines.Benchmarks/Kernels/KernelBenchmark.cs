using BenchmarkDotNet.Attributes;
using Pipelines.Tensors;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>A backend of one and of all threads, and tensors that live as long as it.</summary>
[Config(typeof(KernelConfig))]
public abstract class KernelBenchmark
{
    private readonly TensorScope _scope = new();
    private readonly Random _random = new(1);

    /// <summary>How many threads compute; 0 means one per processor.</summary>
    [Params(1, 0)]
    public int Threads { get; set; }

    /// <summary>The measured backend.</summary>
    protected CpuBackend Backend { get; private set; } = null!;

    /// <summary>Makes the backend and the tensors.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Backend = new CpuBackend(Threads);
        MakeTensors();
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _scope.Dispose();
        Backend.Dispose();
    }

    /// <summary>Makes the tensors that the measured calls need.</summary>
    protected abstract void MakeTensors();

    /// <summary>A tensor of values between −½ and ½.</summary>
    protected Tensor Floats(params ReadOnlySpan<int> extents)
    {
        var tensor = Backend.Empty(new Shape(extents));
        foreach (ref var value in tensor.AsSpan<float>())
            value = _random.NextSingle() - 0.5f;
        return tensor;
    }

    /// <summary>A tensor of integers below a limit.</summary>
    protected Tensor Integers(int limit, params ReadOnlySpan<int> extents)
    {
        var tensor = Backend.Empty(new Shape(extents), ElementType.Int32);
        foreach (ref var value in tensor.AsSpan<int>())
            value = _random.Next(limit);
        return tensor;
    }
}
