using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tests;

[TestFixture]
public sealed class VBufferTests
{
    [Test]
    public void ADenseVectorGivesItsItems()
    {
        var vector = new VBuffer<int>(3, [1, 2, 3, 99]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(vector.Length, Is.EqualTo(3));
            Assert.That(vector.IsDense, Is.True);
            Assert.That(vector.GetValues().ToArray(), Is.EqualTo([1, 2, 3]));
            Assert.That(vector.GetIndices().Length, Is.Zero);
            Assert.That(vector.GetItemOrDefault(2), Is.EqualTo(3));
            Assert.That(vector.DenseValues(), Is.EqualTo([1, 2, 3]));
            Assert.That(() => vector.GetItemOrDefault(3), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => vector.GetItemOrDefault(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void ASparseVectorHasDefaultsInBetween()
    {
        var vector = new VBuffer<int>(5, 2, [7, 8], [1, 4]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(vector.IsDense, Is.False);
            Assert.That(vector.DenseValues(), Is.EqualTo([0, 7, 0, 0, 8]));
            Assert.That(Enumerable.Range(0, 5).Select(i => vector.GetItemOrDefault(i)).ToArray(), Is.EqualTo([0, 7, 0, 0, 8]));
            Assert.That(vector.Items().Select(item => (item.Key, item.Value)), Is.EqualTo([(1, 7), (4, 8)]));
            Assert.That(vector.Items(all: true).Select(item => item.Value), Is.EqualTo([0, 7, 0, 0, 8]));
        }
    }

    [Test]
    public void TheDefaultVectorIsEmpty()
    {
        var vector = default(VBuffer<float>);
        Assert.That(vector.DenseValues(), Is.Empty);
        Assert.That(vector.Items(all: true), Is.Empty);
        Assert.That(vector.IsDense, Is.True);
    }

    [Test]
    public void WhatIsInconsistentIsRefused()
    {
        Assert.That(() => new VBuffer<int>(3, [1, 2]), Throws.ArgumentException);
        Assert.That(() => new VBuffer<int>(-1, []), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new VBuffer<int>(2, 3, [1, 2, 3], null), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new VBuffer<int>(5, 2, [1, 2], [1]), Throws.ArgumentException);
        Assert.That(() => new VBuffer<int>(0, null!), Throws.ArgumentNullException);
    }

    [Test]
    public void CopiesAreEqualAndTheirOwn()
    {
        Prop.ForAll<int[], int[]>((items, before) =>
        {
            var dense = new VBuffer<int>(items.Length, items);
            var stored = items.Select((item, i) => (item, i)).Where(pair => pair.item != 0).ToArray();
            var sparse = new VBuffer<int>(items.Length, stored.Length, [.. stored.Select(s => s.item)], [.. stored.Select(s => s.i)]);
            foreach (var vector in (VBuffer<int>[])[dense, sparse])
            {
                var copy = new VBuffer<int>(before.Length, [.. before]);
                vector.CopyTo(ref copy);
                Assert.That(copy.DenseValues(), Is.EqualTo(items));
                var editor = VBufferEditor.Create(ref copy, items.Length);
                editor.Values.Fill(-1);
                Assert.That(vector.DenseValues(), Is.EqualTo(items), "writing into the copy leaves the original");
            }
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void BuffersAreUsedAgainWhereTheySuffice()
    {
        var vector = new VBuffer<int>(8, new int[8]);
        VBufferEditor.Create(ref vector, 8).Commit();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var length = 0; length <= 8; length++)
        {
            var editor = VBufferEditor.Create(ref vector, length);
            editor.Values.Fill(length);
            vector = editor.Commit();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(vector.DenseValues(), Is.EqualTo(Enumerable.Repeat(8, 8)));
    }

    [Test]
    public void VaryingLengthsGrowTheBufferSeldom()
    {
        VBuffer<int> vector = default;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var length = 1; length <= 10_000; length++)
            vector = VBufferEditor.Create(ref vector, length).Commit();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 * 10_000 * sizeof(int)));
    }

    [Test]
    public void AnEditorCanBeCutToWhatWasWritten()
    {
        VBuffer<int> vector = default;
        var dense = VBufferEditor.Create(ref vector, 5);
        dense.Values[0] = 4;
        dense.Values[1] = 5;
        Assert.That(dense.Commit(2).DenseValues(), Is.EqualTo([4, 5]));
        var sparse = VBufferEditor.Create(ref vector, 5, 3);
        sparse.Values[0] = 9;
        sparse.Indices[0] = 3;
        Assert.That(sparse.Commit(1).DenseValues(), Is.EqualTo([0, 0, 0, 9, 0]));
        Assert.That(() => VBufferEditor.Create(ref vector, 2).Commit(3), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => VBufferEditor.Create(ref vector, 2, 3), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
