using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>A backend and a scope around every test.</summary>
[NonParallelizable]
internal abstract class EncoderTests
{
    private TensorScope _scope = null!;

    protected CpuBackend Backend { get; private set; } = null!;

    [SetUp]
    public void OpenScope()
    {
        Backend = new CpuBackend(threadCount: 2);
        _scope = new TensorScope();
    }

    [TearDown]
    public void CloseScope()
    {
        _scope.Dispose();
        var left = Backend.Memory.TensorsInUse;
        Backend.Dispose();
        Assert.That(left, Is.Zero, "tensors that the test left behind");
    }
}
