namespace Pipelines.Tensors.Tests;

/// <summary>The CPU backend at every vector width. Widths that the processor lacks run in software.</summary>
[TestFixture(512, 3)]
[TestFixture(256, 2)]
[TestFixture(128, 2)]
[TestFixture(32, 2)]
internal sealed class CpuBackendConformanceTests(int vectorBits, int threadCount) : TensorBackendConformanceTests
{
    protected override ITensorBackend CreateBackend() => new CpuBackend(threadCount, vectorBits);
}

/// <summary>The CPU backend as users get it, at the widest vectors that the process allows.</summary>
internal sealed class CpuBackendWidestConformanceTests : TensorBackendConformanceTests
{
    protected override ITensorBackend CreateBackend() => new CpuBackend(2);
}
