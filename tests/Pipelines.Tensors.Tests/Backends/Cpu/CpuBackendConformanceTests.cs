namespace Pipelines.Tensors.Tests;

/// <summary>The CPU backend at every vector width, alone and with helpers. Widths that the processor lacks run in software.</summary>
[TestFixture(512, 1)]
[TestFixture(512, 3)]
[TestFixture(256, 2)]
[TestFixture(128, 2)]
[TestFixture(32, 2)]
internal sealed class CpuBackendConformanceTests(int vectorBits, int threadCount) : TensorBackendConformanceTests
{
    protected override ITensorBackend CreateBackend() => new CpuBackend(threadCount, vectorBits);
}
