namespace Pipelines.Tensors.Tests;

/// <summary>A backend and a scope around every test, and the check that every test returns its memory.</summary>
[NonParallelizable]
internal abstract class EngineTests
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

    protected Tensor Floats(int seed, params ReadOnlySpan<int> extents) => Data.Tensor(Backend, new Shape(extents), seed);

    protected Tensor Frozen(int seed, params ReadOnlySpan<int> extents) => Data.Tensor(
        Backend, new Shape(extents), seed, requiresGradient: false);

    protected Tensor Ids(int[] values, params ReadOnlySpan<int> extents) =>
        Backend.FromArray(values, extents.Length == 0 ? new Shape(values.Length) : new Shape(extents));
}
