using BenchmarkDotNet.Attributes;
using Pipelines.Tensors;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>What an optimizer step does to memory.</summary>
public class OptimizerBenchmarks : KernelBenchmark
{
    private Tensor _parameter = null!;
    private Tensor _gradient = null!;
    private Tensor _first = null!;
    private Tensor _second = null!;

    /// <summary>A matrix of the small model, and one larger than any cache.</summary>
    public static IEnumerable<UpdateSize> Sizes => [new(65_536), new(40_000_000)];

    /// <summary>The measured size.</summary>
    [ParamsSource(nameof(Sizes))]
    public UpdateSize Size { get; set; } = null!;

    /// <summary>A fused update.</summary>
    [Benchmark]
    public void AdamW() =>
        Backend.Adam(_parameter, _gradient, _first, _second, null, new AdamSettings(1e-3, 0.9, 0.99, 1e-8, 0.1, 10));

    /// <inheritdoc/>
    protected override void MakeTensors()
    {
        (_parameter, _gradient, _first) = (Floats(Size.Length), Floats(Size.Length), Floats(Size.Length));
        _second = Backend.Full(new Shape(Size.Length), 0.1f);
    }
}

/// <summary>A parameter's size; the work is the bytes an update moves: four arrays read, three written.</summary>
public sealed record UpdateSize(int Length) : Work($"{Length}", 28.0 * Length, "GB/s")
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
