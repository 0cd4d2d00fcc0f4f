namespace Pipelines.Tensors.Tests;

internal sealed class TensorTests : EngineTests
{
    [Test]
    public void FactoriesFill()
    {
        Assert.That(Backend.Zeros(new Shape(3)).ToArray<float>(), Is.All.Zero);
        Assert.That(Backend.Zeros(new Shape(3), ElementType.Int64).ToArray<long>(), Is.All.Zero);
        Assert.That(Backend.Full(new Shape(2, 2), 1.5f).ToArray<float>(), Is.All.EqualTo(1.5f));
        Assert.That(Backend.Scalar(2f).ToScalar(), Is.EqualTo(2f));
        Assert.That(Ids([1, 2], 2, 1).ToArray<int>(), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(() => Backend.FromArray([1f, 2f], new Shape(3)), Throws.ArgumentException.With.Message.Contains("[3]"));
    }

    [Test]
    public void SpansHaveTheRightElements()
    {
        var x = Frozen(1, 3);
        Assert.That(x.AsSpan<float>().Length, Is.EqualTo(3));
        Assert.That(() => x.AsSpan<double>().Length, Throws.InvalidOperationException.With.Message.Contains("Float32"));
        Assert.That(() => Frozen(1, 2).ToScalar(), Throws.InvalidOperationException);
        Assert.That(() => Ids([1]).ToScalar(), Throws.InvalidOperationException);
        Assert.That(Backend.Zeros(new Shape(0, 3)).ToArray<float>(), Is.Empty);
    }

    [Test]
    public void AViewSharesTheMemoryAndEitherMayGoFirst()
    {
        var x = Backend.FromArray([1f, 2f, 3f, 4f], new Shape(4));
        var view = x.Reshape(2, 2);
        view.AsSpan<float>()[3] = 9f;
        Assert.That(x.ToArray<float>()[3], Is.EqualTo(9f));
        var before = Backend.Memory.TensorsInUse;
        x.Dispose();
        Assert.That(view.ToArray<float>(), Is.EqualTo(new[] { 1f, 2f, 3f, 9f }));
        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(before));
        view.Dispose();
        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(before - 1));
        Assert.That(
            () => Frozen(1, 4).Reshape(3), Throws.TypeOf<TensorException>().With.Message.Contains("[4]").And.Message.Contains("[3]"));
    }

    [Test]
    public void ACloneHasItsOwnMemory()
    {
        var x = Frozen(1, 4);
        var clone = x.Clone();
        clone.AsSpan<float>()[0] = 9f;
        Assert.That(x.ToArray<float>()[0], Is.Not.EqualTo(9f));
    }

    [Test]
    public void UsingADisposedTensorSaysSo()
    {
        var x = Frozen(1, 4);
        x.Dispose();
        Assert.That(() => x.AsSpan<float>().Length, Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("disposed"));
        Assert.That(() => Functional.Scale(x, 1f), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => x.Reshape(2, 2), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void UsingAnOverwrittenTensorSaysWho()
    {
        var tables = Backend.Full(new Shape(1, 1), 1f);
        var x = Frozen(1, 1, 2);
        var rotated = Functional.Rotary(x, tables, tables, Ids([0]), 1, 2, overwrite: true);
        Assert.That(rotated.IsDisposed, Is.False);
        Assert.That(() => Functional.Scale(x, 1f), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("Rotary"));
    }

    [Test]
    public void TrainedAndSharedTensorsAreNotOverwritten()
    {
        var tables = Backend.Full(new Shape(1, 1), 0.5f);
        var leaf = Floats(1, 1, 2);
        var shared = Frozen(2, 1, 2);
        var view = shared.Reshape(2, 1);
        var owned = Frozen(3, 1, 2).TakeOwnership();
        foreach (var tensor in new[] { leaf, shared, owned })
        {
            var before = tensor.ToArray<float>();
            Functional.Rotary(tensor, tables, tables, Ids([0]), 1, 2, overwrite: true);
            Assert.That(tensor.ToArray<float>(), Is.EqualTo(before));
        }

        Assert.That(view.IsDisposed, Is.False);
        owned.Dispose();
    }

    [Test]
    public void StorageMustBeLargeEnough() => Assert.That(
        () => new Tensor(Backend, Frozen(1, 1).Storage, new Shape(1000), ElementType.Float64),
        Throws.ArgumentException.With.Message.Contains("8000"));

    [Test]
    public void ShapesCompareAndPrint()
    {
        Assert.That(default(Shape).ElementCount, Is.EqualTo(1));
        Assert.That(new Shape(), Is.EqualTo(new Shape([])));
        int[] extents = [2, 3];
        Assert.That(new Shape(extents), Is.EqualTo(new Shape(2, 3)).And.Not.EqualTo(new Shape(3, 2)));
        Assert.That(new Shape(extents).GetHashCode(), Is.EqualTo(new Shape(2, 3).GetHashCode()));
        Assert.That(new Shape(2, 3, 5).With(-1, 7), Is.EqualTo(new Shape(2, 3, 7)));
        Assert.That(new Shape(2, 3, 5).EndsWith(new Shape(3, 5)), Is.True);
        Assert.That(new Shape(2, 3, 5).EndsWith(default), Is.True);
        Assert.That(new Shape(3, 5).EndsWith(new Shape(2, 3, 5)), Is.False);
        Assert.That(new Shape(2, 3, 5).RowCount, Is.EqualTo(6));
        Assert.That(new Shape(2, 0).RowCount, Is.Zero);
        Assert.That(new Shape(12, 64).ToString(), Is.EqualTo("[12, 64]"));
        Assert.That(() => new Shape(2)[1], Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Shape(2).With(1, 3), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Shape(-1), Throws.ArgumentException);
        Assert.That(() => new Shape(1, 1, 1, 1, 1, 1), Throws.ArgumentException);
    }
}
