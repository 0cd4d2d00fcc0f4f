using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training.Tests;

/// <summary>What is to be trained and has no gradient is found after two steps; what looks like it and is not raises no alarm.</summary>
internal sealed class GradientWatchTests
{
    private CpuBackend _backend = null!;
    private Parts _parts = null!;
    private Sgd _optimizer = null!;

    [SetUp]
    public void Create()
    {
        _backend = new CpuBackend(1);
        _parts = new Parts(_backend);
        _optimizer = new Sgd([new ParameterGroup(_parts.NamedParameters())], 0.1);
    }

    [TearDown]
    public void Delete()
    {
        _optimizer.Dispose();
        _parts.Dispose();
        _backend.Dispose();
    }

    [Test]
    public void AParameterWithoutAGradientIsNamed()
    {
        var watch = new GradientWatch(_parts, _optimizer);
        Step(watch, 0.1, first: [1, 0, 0], second: null);
        Assert.That(watch.FindUntrained(), Is.Null, "one step says nothing");
        Step(watch, 0.1, first: [1, 0, 0], second: null);
        Assert.That(watch.FindUntrained(), Does.Contain("not trained: second."));
    }

    [Test]
    public void ZerosAreNoGradient()
    {
        var watch = new GradientWatch(_parts, _optimizer);
        Step(watch, 0.1, first: [1, 0, 0], second: [0, 0, -0f]);
        Step(watch, 0.1, first: [0, 0, 1], second: [0, 0, 0]);
        Assert.That(watch.FindUntrained(), Does.Contain("second"));
    }

    [Test]
    public void WhatHasAGradientInOneOfTwoStepsIsTrained()
    {
        // An adapter's first factor has none while the second is still zero.
        var watch = new GradientWatch(_parts, _optimizer);
        Step(watch, 0.1, first: [1, 0, 0], second: [0, 0, 0]);
        Step(watch, 0.1, first: [1, 0, 0], second: [0, 1e-30f, 0]);
        Assert.That(watch.IsDone);
        Assert.That(watch.FindUntrained(), Is.Null);
    }

    [Test]
    public void StepsThatChangeNothingDoNotCount()
    {
        var watch = new GradientWatch(_parts, _optimizer);
        for (var i = 0; i < 3; i++)
            Step(watch, learningRate: 0, first: [1, 0, 0], second: [0, 0, 0]);
        for (var i = 0; i < 3; i++)
            Step(watch, 0.1, first: [0, 0, 0], second: [0, 0, 0]);
        Assert.That(watch.IsDone, Is.False);
        Assert.That(watch.FindUntrained(), Is.Null);
    }

    [Test]
    public void WhatIsFrozenInOneOfTheStepsIsLeftAlone()
    {
        // A block that was not active yet.
        var watch = new GradientWatch(_parts, _optimizer);
        _parts.Second.RequiresGradient = false;
        Step(watch, 0.1, first: [1, 0, 0], second: null);
        _parts.Second.RequiresGradient = true;
        Step(watch, 0.1, first: [1, 0, 0], second: null);
        Assert.That(watch.FindUntrained(), Is.Null);
    }

    [Test]
    public void WhatTheOptimizerDoesNotHaveIsNotTrained()
    {
        using var part = new Sgd([new ParameterGroup(_parts.NamedParameters().Take(1))], 0.1);
        var watch = new GradientWatch(_parts, part);
        Step(watch, 0.1, first: [1, 0, 0], second: [1, 0, 0]);
        Step(watch, 0.1, first: [1, 0, 0], second: [1, 0, 0]);
        Assert.That(watch.FindUntrained(), Does.Contain("second"));
    }

    private void Step(GradientWatch watch, double learningRate, float[]? first, float[]? second)
    {
        _parts.ZeroGradients();
        var sum = 0.0;
        foreach (var (parameter, gradient) in new[] { (_parts.First, first), (_parts.Second, second) })
        {
            if (gradient is null)
                continue;
            using var tape = new GradientTape();
            var factors = _backend.FromArray(gradient, new Shape(3));
            tape.Backward(Functional.Sum(Functional.Multiply(parameter, factors)));
            sum += gradient.Sum(Math.Abs);
        }

        watch.Observe(learningRate, sum);
    }

    private sealed class Parts : Module
    {
        public Parts(ITensorBackend backend)
        {
            First = AddParameter("first", new Parameter(backend.Zeros(new Shape(3))));
            Second = AddParameter("second", new Parameter(backend.Zeros(new Shape(3))));
        }

        public Parameter First { get; }

        public Parameter Second { get; }
    }
}
