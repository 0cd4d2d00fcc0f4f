namespace Pipelines.Tensors.Tests;

[NonParallelizable]
internal sealed class TensorPoolTests
{
    [Test]
    public void Statistics_TellWorkspaceFromTensorsAndBeginAnew()
    {
        using var backend = new CpuBackend(1);
        using var x = backend.Full(new Shape(64, 512), 1f);
        using var weight = backend.Full(new Shape(512, 512), 1f);
        using var y = backend.Empty(new Shape(64, 512));
        var tensors = backend.Memory.BytesInUse;
        backend.Linear(x, weight, null, Activation.None, null, null, y);
        var memory = backend.Memory;
        Assert.That(memory.PeakTensorBytes, Is.EqualTo(tensors));
        Assert.That(memory.PeakWorkspaceBytes, Is.Positive);
        Assert.That(memory.PeakBytesInUse, Is.EqualTo(tensors + memory.PeakWorkspaceBytes));

        x.Dispose();
        backend.ResetPeakMemory();
        memory = backend.Memory;
        Assert.That(memory.PeakBytesInUse, Is.EqualTo(memory.BytesInUse).And.EqualTo(memory.PeakTensorBytes));
        Assert.That(memory.PeakWorkspaceBytes, Is.Zero);
    }

    [Test]
    public void Statistics_CountBytesExactly()
    {
        using var backend = new CpuBackend(1);
        var first = backend.Allocate(1000);
        var second = backend.Allocate(100);
        Assert.That(backend.Memory, Is.EqualTo(new PoolStatistics(1100, 1100, 1024 + 128, 2) { PeakTensorBytes = 1100 }));
        first.Dispose();
        Assert.That(backend.Memory, Is.EqualTo(new PoolStatistics(100, 1100, 1024 + 128, 1) { PeakTensorBytes = 1100 }));
        second.Dispose();
        Assert.That(backend.Memory, Is.EqualTo(new PoolStatistics(0, 1100, 1024 + 128, 0) { PeakTensorBytes = 1100 }));
        backend.Trim();
        Assert.That(backend.Memory, Is.EqualTo(new PoolStatistics(0, 1100, 0, 0) { PeakTensorBytes = 1100 }));
    }

    [Test]
    public void Allocate_ReusesABlockOfNearlyTheSize()
    {
        using var backend = new CpuBackend(1);
        backend.Allocate(1_000_000).Dispose();
        var reserved = backend.Memory.BytesReserved;
        using var again = backend.Allocate(990_000);
        Assert.That(backend.Memory.BytesReserved, Is.EqualTo(reserved));
        Assert.That(again.ByteCount, Is.EqualTo(990_000));
    }

    [Test]
    public void Allocate_TakesAKeptBlockOfLessThanTwiceTheSize()
    {
        using var backend = new CpuBackend(1);
        backend.Allocate(1_900_000).Dispose();
        var reserved = backend.Memory.BytesReserved;
        using (backend.Allocate(1_000_000))
        {
            Assert.That(backend.Memory, Has.Property("BytesReserved").EqualTo(reserved).And.Property("BytesInUse").EqualTo(1_000_000));
            using var second = backend.Allocate(1_900_000);
            Assert.That(backend.Memory.BytesReserved, Is.EqualTo(2 * reserved), "the block is taken");
        }

        using (var whole = backend.Allocate(1_900_000))
        {
            whole.HostBytes(0, 1_900_000).Fill(1);
            Assert.That(backend.Memory.BytesReserved, Is.EqualTo(2 * reserved), "it came back as large as it was");
        }

        using var small = backend.Allocate(900_000);
        Assert.That(backend.Memory.BytesReserved, Is.GreaterThan(2 * reserved), "less than half of it would be used");
    }

    [Test]
    public void Allocate_OfLengthsThatVaryKeepsAboutTheLongest()
    {
        using var backend = new CpuBackend(1);
        var random = new Random(1);
        for (var step = 0; step < 300; step++)
        {
            var length = random.Next(32, 257);
            var held = Enumerable.Range(0, 50).Select(i => backend.Allocate(length * 1024L * (1 + i % 3))).ToList();
            held.ForEach(storage => storage.Dispose());
        }

        Assert.That(backend.Memory.BytesReserved, Is.LessThan(2.5 * backend.Memory.PeakBytesInUse));
        Assert.That(backend.Memory.BytesInUse, Is.Zero);
    }

    [Test]
    public unsafe void Allocate_AlignsToACacheLine()
    {
        using var backend = new CpuBackend(1);
        foreach (var size in (long[])[0, 1, 63, 64, 65, 4095, 100_000, 5_000_001])
        {
            using var storage = (CpuTensorStorage)backend.Allocate(size);
            Assert.That((long)storage.Pointer % 64, Is.Zero, $"{size} bytes");
        }
    }

    [Test]
    public void Allocate_OfAWarmSizeMakesOneSmallObject()
    {
        using var backend = new CpuBackend(1);
        backend.Allocate(50_000).Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            backend.Allocate(50_000).Dispose();
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, Is.LessThanOrEqualTo(64));
    }

    [Test]
    public void Dispose_TwiceReturnsTheBlockOnce()
    {
        using var backend = new CpuBackend(1);
        var storage = backend.Allocate(256);
        storage.Dispose();
        storage.Dispose();
        using var first = backend.Allocate(256);
        using var second = backend.Allocate(256);
        first.HostBytes(0, 256).Fill(1);
        second.HostBytes(0, 256).Fill(2);
        Assert.That(first.HostBytes(0, 256).ContainsAnyExcept((byte)1), Is.False, "both storages got the same block");
    }

    [Test]
    public void HostBytes_AfterDisposalThrows()
    {
        using var backend = new CpuBackend(1);
        var storage = backend.Allocate(256);
        storage.Dispose();
        Assert.That(() => _ = storage.HostBytes(0, 1).Length, Throws.InstanceOf<ObjectDisposedException>());
    }

    [TestCase(-1, 1)]
    [TestCase(0, 257)]
    [TestCase(250, 7)]
    [TestCase(0, -1)]
    [TestCase(long.MaxValue, 10)]
    public void HostBytes_OutsideTheStorageThrows(long offset, int length)
    {
        using var backend = new CpuBackend(1);
        using var storage = backend.Allocate(256);
        Assert.That(() => _ = storage.HostBytes(offset, length).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Backend_DisposedEarlierTakesItsMemoryBackLater()
    {
        var backend = new CpuBackend(1);
        var storage = backend.Allocate(1000);
        backend.Dispose();
        storage.HostBytes(0, 1000).Fill(7);
        Assert.That(backend.Memory.BytesReserved, Is.EqualTo(1024));
        storage.Dispose();
        Assert.That(backend.Memory, Is.EqualTo(new PoolStatistics(0, 1000, 0, 0) { PeakTensorBytes = 1000 }));
        Assert.That(() => backend.Allocate(1), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Allocate_FromManyThreadsNeverSharesABlock()
    {
        using var backend = new CpuBackend(1);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            var random = new Random(thread);
            var held = new List<TensorStorage>();
            for (var i = 0; i < 2000; i++)
            {
                if (held.Count > 0 && random.Next(2) == 0)
                {
                    var last = held[^1];
                    held.RemoveAt(held.Count - 1);
                    if (last.HostBytes(0, (int)last.ByteCount).ContainsAnyExcept((byte)thread))
                        Assert.Fail("another thread wrote here");
                    last.Dispose();
                }
                else
                {
                    var storage = backend.Allocate(random.Next(1, 5000));
                    storage.HostBytes(0, (int)storage.ByteCount).Fill((byte)thread);
                    held.Add(storage);
                }
            }

            held.ForEach(storage => storage.Dispose());
        });
        Assert.That(backend.Memory.BytesInUse, Is.Zero);
        Assert.That(backend.Memory.TensorsInUse, Is.Zero);
    }

    [Test]
    public void Tensors_OfAnotherBackendAreRefused()
    {
        using var backend = new CpuBackend(1);
        using var reference = new ReferenceBackend();
        using var foreign = new Tensor(reference, reference.Allocate(4), new Shape(1), ElementType.Float32);
        Assert.That(() => backend.Fill(foreign, 1), Throws.ArgumentException.With.Message.Contains("reference"));
    }

    [Test]
    public void Backend_RefusesThreadCountsAndWidthsThatAreNone()
    {
        Assert.That(() => new CpuBackend(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new CpuBackend(1, 64), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("512"));
    }
}
