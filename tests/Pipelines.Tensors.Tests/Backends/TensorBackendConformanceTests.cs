namespace Pipelines.Tensors.Tests;

/// <summary>
/// What every backend promises, seen through <see cref="ITensorBackend"/> only: each operation agrees with <see cref="ReferenceBackend"/>
/// over awkward sizes, with and without its optional tensors, and touches no memory but its own.
/// </summary>
[NonParallelizable]
internal abstract partial class TensorBackendConformanceTests
{
    /// <summary>Sizes around the vector widths and tile heights.</summary>
    private static int[] AwkwardSizes =>
        [1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 15, 16, 17, 24, 25, 31, 32, 33, 48, 63, 64, 65, 100, 127, 128, 129];

    private ITensorBackend _backend = null!;

    protected abstract ITensorBackend CreateBackend();

    [OneTimeSetUp]
    public void MakeBackend() => _backend = CreateBackend();

    [OneTimeTearDown]
    public void DisposeBackend()
    {
        var left = _backend.Memory.TensorsInUse;
        _backend.Dispose();
        Assert.That(left, Is.Zero, "tensors that operations left behind");
    }

    private Twins NewTwins(string context, int seed = 1) => new(_backend, context, seed);
}
