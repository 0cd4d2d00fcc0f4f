namespace Pipelines.Tensors.Tests;

internal sealed class TensorScopeTests : EngineTests
{
    [Test]
    public void TheScopeFreesWhatWasNotKept()
    {
        Tensor kept;
        Tensor lost;
        using (var scope = new TensorScope())
        {
            kept = scope.Keep(Frozen(1, 3));
            lost = Functional.Scale(kept, 2f);
            Assert.That(scope.Count, Is.EqualTo(1));
        }

        Assert.That(lost.IsDisposed, Is.True);
        Assert.That(kept.IsDisposed, Is.False);
        Assert.That(TensorScope.Current!.Count, Is.EqualTo(1), "the outer scope has it");
    }

    [Test]
    public void WithoutAnOuterScopeTheCallerHasIt()
    {
        // Another thread has no scope.
        Tensor? kept = null;
        var thread = new Thread(() =>
        {
            using var scope = new TensorScope();
            kept = scope.Keep(Frozen(1, 3));
        });
        thread.Start();
        thread.Join();
        Assert.That(kept!.ToArray<float>(), Has.Length.EqualTo(3));
        kept.Dispose();
        Assert.That(Backend.Memory.TensorsInUse, Is.Zero);
    }

    [Test]
    public void KeepingFromAnInnerScopeMovesAllTheWay()
    {
        Tensor tensor;
        using (var outer = new TensorScope())
        {
            using (new TensorScope())
                tensor = outer.Keep(Frozen(1, 3));
            Assert.That(tensor.IsDisposed, Is.False);
        }

        Assert.That(tensor.IsDisposed, Is.False);
    }

    [Test]
    public void ATensorOfAnOuterScopeCannotBeKeptByAnInnerOne()
    {
        var tensor = Frozen(1, 3);
        using var scope = new TensorScope();
        Assert.That(() => scope.Keep(tensor), Throws.InvalidOperationException);
    }

    [Test]
    public void OwnedTensorsOutliveEveryScope()
    {
        Tensor tensor;
        using (new TensorScope())
        using (new TensorScope())
            tensor = Frozen(1, 3).TakeOwnership();
        Assert.That(tensor.IsDisposed, Is.False);
        tensor.Dispose();
    }

    [Test]
    public void ScopesEndInReverseOrder()
    {
        var before = TensorScope.Current;
        var outer = new TensorScope();
        var inner = new TensorScope();
        var tensor = Frozen(1, 3);
        Assert.That(outer.Dispose, Throws.InvalidOperationException);
        Assert.That(TensorScope.Current, Is.SameAs(before), "the thread can go on");
        Assert.That(tensor.IsDisposed, Is.True);
        inner.Dispose();
        outer.Dispose();
        Assert.That(TensorScope.Current, Is.SameAs(before));
    }

    [Test]
    public void TapesEndInReverseOrder()
    {
        var x = Floats(1, 3);
        var outer = new GradientTape();
        var inner = new GradientTape();
        _ = Functional.Scale(x, 2f);
        Assert.That(outer.Dispose, Throws.InvalidOperationException);
        Assert.That(GradientTape.IsRecording(x), Is.False);
        inner.Dispose();
        Assert.That(GradientTape.IsRecording(x), Is.False);
        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(1));
    }

    [Test]
    public void AScopeEndsOnItsThread()
    {
        using var scope = new TensorScope();
        Exception? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                scope.Dispose();
            }
            catch (InvalidOperationException caught)
            {
                error = caught;
            }
        });
        thread.Start();
        thread.Join();
        Assert.That(error, Is.Not.Null);
        Assert.That(error.Message, Does.Contain("thread"));
    }

    [Test]
    public void ManyTensorsFit()
    {
        using (var scope = new TensorScope())
        {
            for (var i = 0; i < 1000; i++)
                Frozen(i, 1);
            Assert.That(scope.Count, Is.EqualTo(1000));
        }

        Assert.That(Backend.Memory.TensorsInUse, Is.Zero);
    }

    [Test]
    public void TensorsDisposedEarlyLeaveTheScope()
    {
        using var scope = new TensorScope();
        var first = Frozen(1, 3);
        var second = Frozen(2, 3);
        first.Dispose();
        first.Dispose();
        Assert.That(scope.Count, Is.EqualTo(1));
        Assert.That(() => scope.Keep(first), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(second.IsDisposed, Is.False);
    }
}
