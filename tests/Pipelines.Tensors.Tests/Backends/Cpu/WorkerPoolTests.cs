namespace Pipelines.Tensors.Tests;

[NonParallelizable]
internal sealed unsafe class WorkerPoolTests
{
    [Test]
    public void Run_RunsEveryItemOnce([Values(1, 2, 3, 5)] int threads)
    {
        using var pool = new WorkerPool(threads);
        foreach (var count in (int[])[0, 1, 2, 3, 10, 1000])
        {
            for (var repetition = 0; repetition < 200; repetition++)
            {
                var counts = new int[count + 1];
                fixed (int* target = counts)
                    pool.Run(count, new CountWork(target));
                Assert.That(counts.Take(count), Is.All.EqualTo(1));
                Assert.That(counts[count], Is.Zero);
            }
        }
    }

    [Test]
    public void Run_GivesNoSlotToTwoItemsAtOnce()
    {
        using var pool = new WorkerPool(4);
        var busy = stackalloc int[4];
        var work = new SlotWork(busy);
        for (var i = 0; i < 300; i++)
            pool.Run(50, work);
        Assert.That(busy[0] | busy[1] | busy[2] | busy[3], Is.Zero);
    }

    [Test]
    public void Run_WakesSleepingWorkers()
    {
        using var pool = new WorkerPool(2);
        var counts = stackalloc int[64];
        for (var i = 0; i < 20; i++)
        {
            pool.Run(64, new CountWork(counts));
            Thread.Sleep(2);
        }

        for (var i = 0; i < 64; i++)
            Assert.That(counts[i], Is.EqualTo(20));
    }

    [Test]
    public void Run_ThrowsWhatAnItemThrewAfterAllAreDone([Values(1, 3)] int threads)
    {
        using var pool = new WorkerPool(threads);
        var counts = stackalloc int[100];
        for (var i = 0; i < 50; i++)
            Assert.That(() => pool.Run(100, new ThrowWork(7)), Throws.InvalidOperationException.With.Message.EqualTo("item 7"));
        pool.Run(100, new CountWork(counts));
        Assert.That(counts[99], Is.EqualTo(1), "the pool works on after an exception");
    }

    [Test]
    public void Run_WithinAnItemRunsInline()
    {
        using var pool = new WorkerPool(3);
        var counts = stackalloc int[10];
        pool.Run(8, new NestedWork(pool, counts));
        for (var i = 0; i < 10; i++)
            Assert.That(counts[i], Is.EqualTo(8));
    }

    [Test]
    public void Run_FromSeveralThreadsAtOnce()
    {
        using var pool = new WorkerPool(3);
        var sums = new int[4];
        var threads = Enumerable.Range(0, 4).Select(id => new Thread(() =>
        {
            var counts = stackalloc int[20];
            for (var i = 0; i < 500; i++)
                pool.Run(20, new CountWork(counts));
            for (var i = 0; i < 20; i++)
                sums[id] += counts[i];
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.That(sums, Is.All.EqualTo(10_000));
    }

    [Test]
    public void Run_AllocatesNothing()
    {
        using var pool = new WorkerPool(2);
        var counts = stackalloc int[100];
        pool.Run(100, new CountWork(counts));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            pool.Run(100, new CountWork(counts));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Dispose_EndsTheThreadsAndLeavesCallersToThemselves()
    {
        var pool = new WorkerPool(3);
        var counts = stackalloc int[10];
        pool.Run(10, new CountWork(counts));
        pool.Dispose();
        pool.Dispose();
        pool.Run(10, new CountWork(counts));
        for (var i = 0; i < 10; i++)
            Assert.That(counts[i], Is.EqualTo(2));
    }

    private readonly struct CountWork(int* counts) : IParallelWork
    {
        public void Execute(int index, int slot) => Interlocked.Increment(ref counts[index]);
    }

    private readonly struct SlotWork(int* busy) : IParallelWork
    {
        public void Execute(int index, int slot)
        {
            if (Interlocked.Exchange(ref busy[slot], 1) != 0)
                throw new InvalidOperationException($"slot {slot} is taken");
            Thread.SpinWait(20);
            Volatile.Write(ref busy[slot], 0);
        }
    }

    private readonly struct ThrowWork(int item) : IParallelWork
    {
        public void Execute(int index, int slot)
        {
            if (index == item)
                throw new InvalidOperationException($"item {index}");
        }
    }

    private readonly struct NestedWork(WorkerPool pool, int* counts) : IParallelWork
    {
        public void Execute(int index, int slot) => pool.Run(10, new CountWork(counts));
    }
}
