namespace Pipelines.Tensors.Tests;

internal sealed class GradientTapeTests : EngineTests
{
    [Test]
    public void NothingIsRecordedWithoutATape()
    {
        var x = Floats(1, 3);
        var y = Functional.Scale(x, 2f);
        Assert.That(y.RequiresGradient, Is.False);
        using var tape = new GradientTape();
        Assert.That(() => tape.Backward(y), Throws.InvalidOperationException.With.Message.Contains("requires a gradient"));
    }

    [Test]
    public void NothingIsRecordedWhereNothingIsTrained()
    {
        using var tape = new GradientTape();
        var y = Functional.Linear(Frozen(1, 3, 4), Frozen(2, 5, 4), null, Activation.Gelu);
        Assert.That(tape.Count, Is.Zero);
        Assert.That(y.RequiresGradient, Is.False);
    }

    [Test]
    public void PausingStopsRecording()
    {
        var x = Floats(1, 3);
        using var tape = new GradientTape();
        using (GradientTape.Pause())
            Assert.That(Functional.Scale(x, 2f).RequiresGradient, Is.False);
        Assert.That(Functional.Scale(x, 2f).RequiresGradient, Is.True);
        Assert.That(tape.Count, Is.EqualTo(1));
    }

    [Test]
    public void AnInnerTapePausesTheOuterOne()
    {
        var x = Floats(1, 3);
        using var outer = new GradientTape();
        using (var inner = new GradientTape())
        {
            inner.Backward(Functional.Sum(Functional.Scale(x, 2f)));
            Assert.That(outer.Count, Is.Zero);
        }

        Assert.That(x.Gradient!.ToArray<float>(), Is.All.EqualTo(2f));
        outer.Backward(Functional.Sum(x));
        Assert.That(x.Gradient!.ToArray<float>(), Is.All.EqualTo(3f));
    }

    [Test]
    public void TheRootOfAnotherTapeIsRefused()
    {
        var x = Floats(1, 3);
        using var outer = new GradientTape();
        var y = Functional.Sum(x);
        using var inner = new GradientTape();
        Assert.That(() => inner.Backward(y), Throws.InvalidOperationException.With.Message.Contains("another tape"));
    }

    [Test]
    public void GradientsFlowThroughAnInnerTapeIntoTheOuterOne()
    {
        // How checkpointing works: a block runs back on a tape of its own.
        var x = Floats(1, 3);
        using var outer = new GradientTape();
        var y = Functional.Scale(x, 3f);
        var root = Functional.Sum(Functional.Scale(y, 0f));
        using (var inner = new GradientTape())
            inner.Backward(Functional.Sum(Functional.Scale(y, 2f)));
        outer.Backward(root);
        Assert.That(x.Gradient!.ToArray<float>(), Is.All.EqualTo(6f));
    }

    [Test]
    public void ARootThatIsNoScalarNeedsAGradient()
    {
        var x = Floats(1, 3);
        using var tape = new GradientTape();
        var y = Functional.Scale(x, 2f);
        Assert.That(() => tape.Backward(y), Throws.TypeOf<TensorException>().With.Message.Contains("[3]"));
        Assert.That(() => tape.Backward(y, Frozen(2, 4)), Throws.TypeOf<TensorException>().With.Message.Contains("[4]"));
        Assert.That(() => tape.Backward(y, Ids([1, 2, 3])), Throws.TypeOf<TensorException>().With.Message.Contains("Int32"));
        tape.Backward(y, Backend.FromArray([1f, 2f, 3f], new Shape(3)));
        Assert.That(x.Gradient!.ToArray<float>(), Is.EqualTo(new[] { 2f, 4f, 6f }));
    }

    [Test]
    public void OnlyWhatLeadsToTheRootGetsAGradient()
    {
        var x = Floats(1, 3);
        var unused = Floats(2, 3);
        using var tape = new GradientTape();
        var root = Functional.Sum(x);
        _ = Functional.Multiply(x, unused);
        tape.Backward(root);
        Assert.That(unused.Gradient, Is.Null);
        Assert.That(x.Gradient!.ToArray<float>(), Is.All.EqualTo(1f));
    }

    [Test]
    public void BackwardFreesAsItGoesAndTheTapeTheRest()
    {
        var x = Floats(1, 3);
        var before = Backend.Memory.TensorsInUse;
        Tensor loss;
        using (var tape = new GradientTape())
        {
            var a = Functional.Activate(x, Activation.Gelu);
            var b = Functional.Softmax(a);
            loss = Functional.Sum(b);
            tape.Backward(loss);
            Assert.That(a.IsDisposed, Is.True);
            Assert.That(b.IsDisposed, Is.True);
            Assert.That(loss.IsDisposed, Is.False);
            Assert.That(tape.Count, Is.Zero);
        }

        Assert.That(loss.IsDisposed, Is.True);
        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(before + 1), "the gradient of x remains");
    }

    [Test]
    public void WhatIsKeptSurvivesBackwardAndTape()
    {
        var x = Floats(1, 3);
        Tensor kept;
        using (var tape = new GradientTape())
        {
            kept = tape.Keep(Functional.Scale(x, 2f));
            tape.Backward(Functional.Sum(Functional.Scale(kept, 2f)));
        }

        Assert.That(kept.ToArray<float>(), Is.EqualTo(x.ToArray<float>().Select(v => 2f * v)));
        Assert.That(kept.RequiresGradient, Is.False, "it is a constant now");
        Assert.That(kept.Gradient, Is.Null);
    }

    [Test]
    public void RetainedGradientsCanBeRead()
    {
        var x = Floats(1, 4);
        var (cosine, sine) = (Backend.Full(new Shape(1, 2), 0f), Backend.Full(new Shape(1, 2), 1f));
        using var tape = new GradientTape();
        // The rotation runs back in place, so its result's gradient must have been put aside.
        var y = Functional.Rotary(x, cosine, sine, Ids([0]), 1, 4);
        y.RetainGradient();
        tape.Backward(y, Backend.FromArray([1f, 2f, 3f, 4f], new Shape(4)));
        Assert.That(y.Gradient!.ToArray<float>(), Is.EqualTo(new[] { 1f, 2f, 3f, 4f }));
        Assert.That(x.Gradient!.ToArray<float>(), Is.EqualTo(new[] { 3f, 4f, -1f, -2f }));
    }

    [Test]
    public void ATapeThatIsNeverRunBackReturnsItsMemory()
    {
        var x = Floats(1, 3, 5);
        var before = Backend.Memory.TensorsInUse;
        using (new GradientTape())
            _ = Functional.Sum(Functional.LayerNorm(Functional.Linear(x, Floats(2, 5, 5), null, Activation.Gelu), null, null));
        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(before));
    }

    [Test]
    public void ATapeThatFailsHalfwayReturnsItsMemory()
    {
        var x = Floats(1, 3);
        var before = Backend.Memory.TensorsInUse;
        using (var tape = new GradientTape())
        {
            var y = Functional.Softmax(Failing.Apply(Functional.Activate(x, Activation.Tanh)));
            Assert.That(() => tape.Backward(Functional.Sum(y)), Throws.TypeOf<NotSupportedException>());
        }

        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(before));
        using var next = new GradientTape();
        next.Backward(Functional.Sum(x));
        Assert.That(x.Gradient!.ToArray<float>(), Is.All.EqualTo(1f));
    }

    [Test]
    public void ResultsBelongToTheTapeEvenInAnInnerScope()
    {
        var x = Floats(1, 3);
        using var tape = new GradientTape();
        Tensor y;
        using (new TensorScope())
            y = Functional.Scale(x, 2f);
        tape.Backward(Functional.Sum(y));
        Assert.That(x.Gradient!.ToArray<float>(), Is.All.EqualTo(2f));
    }

    [Test]
    public void CustomOperationsFlowBack() =>
        GradientCheck.Verify(t => Square.Apply(Functional.Add(t[0], t[1])), Floats(1, 3, 5), Floats(2, 5));

    [Test]
    public void AnOperationIsRecordedOnce()
    {
        var x = Floats(1, 3);
        using var tape = new GradientTape();
        var operation = new Square();
        GradientTape.Record(operation, x.Clone(), x);
        Assert.That(() => GradientTape.Record(operation, x.Clone(), x), Throws.InvalidOperationException.With.Message.Contains("Square"));
    }

    [Test]
    public void OnlyFloatLeavesRequireAGradient()
    {
        Assert.That(() => Ids([1]).RequiresGradient = true, Throws.InvalidOperationException.With.Message.Contains("Int32"));
        var x = Floats(1, 3);
        using var tape = new GradientTape();
        var y = Functional.Scale(x, 2f);
        Assert.That(() => y.RequiresGradient = false, Throws.InvalidOperationException.With.Message.Contains("Detach"));
        Assert.That(y.Detach().RequiresGradient, Is.False);
    }

    [Test]
    public void DetachedTensorsPassNoGradient()
    {
        var x = Floats(1, 3);
        using var tape = new GradientTape();
        var y = Functional.Scale(x, 2f);
        tape.Backward(Functional.Sum(Functional.Multiply(y, y.Detach())));
        Assert.That(x.Gradient!.ToArray<float>(), Is.EqualTo(x.ToArray<float>().Select(v => 4f * v)).Within(1e-6f));
    }

    [Test]
    public void ZeroingKeepsTheMemory()
    {
        var x = Floats(1, 1000);
        for (var step = 0; step < 3; step++)
        {
            using var tape = new GradientTape();
            tape.Backward(Functional.Sum(x));
            Assert.That(x.Gradient!.ToArray<float>(), Is.All.EqualTo(1f));
            x.ZeroGradient();
            Assert.That(x.Gradient, Is.Null);
        }

        var before = Backend.Memory.TensorsInUse;
        x.ReleaseGradient();
        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(before - 1));
    }

    private sealed class Square : Operation
    {
        public static Tensor Apply(Tensor x)
        {
            var result = x.Backend.Empty(x.Shape);
            x.Backend.Multiply(x, x, result);
            return GradientTape.Record(new Square(), result, x);
        }

        protected override void Backward()
        {
            if (NeedsGradient(0))
                AddGradient(0, Functional.Multiply(ResultGradient, Input(0)), 2f);
        }
    }

    private sealed class Failing : Operation
    {
        public static Tensor Apply(Tensor x) => GradientTape.Record(new Failing(), x.Clone(), x);

        protected override void Backward() => throw new NotSupportedException();
    }
}
