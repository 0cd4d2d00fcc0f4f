using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

/// <summary>A backend and a scope around every test, and the check that every test returns its memory.</summary>
[NonParallelizable]
internal abstract class NnTests
{
    private readonly List<IDisposable> _owned = [];
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
        foreach (var owned in Enumerable.Reverse(_owned))
            owned.Dispose();
        _owned.Clear();
        _scope.Dispose();
        var left = Backend.Memory.TensorsInUse;
        Backend.Dispose();
        Assert.That(left, Is.Zero, "tensors that the test left behind");
    }

    /// <summary>Disposes something at the end of the test.</summary>
    protected T Own<T>(T disposable) where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    protected Parameter Parameter(float[] values, params ReadOnlySpan<int> extents) =>
        Own(new Parameter(Backend.FromArray(values, extents.Length == 0 ? new Shape(values.Length) : new Shape(extents))));

    /// <summary>Gives a parameter a gradient, through a tape.</summary>
    protected void Flow(Parameter parameter, float[] gradient)
    {
        using var tape = new GradientTape();
        var weighted = Functional.Multiply(parameter, Backend.FromArray(gradient, parameter.Shape));
        tape.Backward(Functional.Sum(weighted));
    }
}
