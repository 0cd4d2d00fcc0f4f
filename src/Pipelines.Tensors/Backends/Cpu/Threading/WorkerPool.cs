using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>
/// Threads that run the items of one call at a time, with the caller among them. A worker out of work spins for a while, as the next
/// kernel usually follows within microseconds, and then sleeps. A call from within an item, or while another thread's call is running,
/// runs on the calling thread alone. Nothing is allocated per call.
/// </summary>
/// <remarks>
/// One counter holds how many items of the current call are unclaimed. Whoever takes one from it has claimed an item, and from then on
/// until it reports the item done the call cannot end, so the call's other fields hold still; an idle worker never reads them.
/// </remarks>
internal sealed unsafe class WorkerPool : IDisposable
{
    private static readonly long SpinTicks = Stopwatch.Frequency / 20_000;

    [ThreadStatic]
    private static bool _insideItem;

    private readonly Worker[] _workers;
    private Counters _counters;
    private delegate*<void*, int, int, void> _execute;
    private void* _work;
    private int _count;
    private bool _started;
    private volatile bool _stopping;
    private ExceptionDispatchInfo? _error;

    /// <summary>Makes a pool; its threads start with the first call that needs them.</summary>
    /// <param name="threadCount">How many threads compute, the caller included.</param>
    public WorkerPool(int threadCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threadCount, 1);
        _workers = new Worker[threadCount - 1];
    }

    /// <summary>How many threads compute, the caller included.</summary>
    public int SlotCount => _workers.Length + 1;

    /// <summary>
    /// Runs <paramref name="count"/> items and returns when all are done. An item's exception is thrown here; of several, one.
    /// </summary>
    public void Run<TWork>(int count, TWork work) where TWork : struct, IParallelWork
    {
        if (count <= 1 || _workers.Length == 0 || _insideItem || Interlocked.Exchange(ref _counters.Busy, 1) != 0)
        {
            for (var i = 0; i < count; i++)
                work.Execute(i, 0);
            return;
        }

        if (!_started)
            Start();
        _execute = &Execute<TWork>;
        _work = Unsafe.AsPointer(ref work);
        _count = count;
        Volatile.Write(ref _counters.Pending, count);
        Interlocked.Exchange(ref _counters.Unclaimed, count);
        for (var i = 0; i < _workers.Length && i < count - 1; i++)
            _workers[i].Wake();
        Participate(0);
        AwaitPending();
        var error = _error;
        _error = null;
        Volatile.Write(ref _counters.Busy, 0);
        error?.Throw();
    }

    /// <summary>Ends the threads, after the call that is running. Calls after this run on their callers alone.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;

        // The pool stays busy for good: nobody dispatches to it again.
        var wait = default(SpinWait);
        while (Interlocked.Exchange(ref _counters.Busy, 1) != 0)
            wait.SpinOnce();
        _stopping = true;
        if (!_started)
            return;
        foreach (var worker in _workers)
            worker.Stop();
    }

    private static void Execute<TWork>(void* work, int index, int slot) where TWork : struct, IParallelWork =>
        Unsafe.AsRef<TWork>(work).Execute(index, slot);

    private void Start()
    {
        for (var i = 0; i < _workers.Length; i++)
            _workers[i] = new Worker(this, i + 1);
        _started = true;
    }

    /// <summary>Claims and runs items until none is left, then reports them done at once.</summary>
    private void Participate(int slot)
    {
        var done = 0;
        _insideItem = true;
        while (TryClaim(out var index))
        {
            try
            {
                _execute(_work, index, slot);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(exception), null);
            }

            done++;
        }

        _insideItem = false;
        if (done > 0)
            Interlocked.Add(ref _counters.Pending, -done);
    }

    private bool TryClaim(out int index)
    {
        var unclaimed = Volatile.Read(ref _counters.Unclaimed);
        while (unclaimed > 0)
        {
            var seen = Interlocked.CompareExchange(ref _counters.Unclaimed, unclaimed - 1, unclaimed);
            if (seen == unclaimed)
            {
                index = _count - unclaimed;
                return true;
            }

            unclaimed = seen;
        }

        index = -1;
        return false;
    }

    private void AwaitPending()
    {
        for (var spins = 0; Volatile.Read(ref _counters.Pending) != 0; spins++)
        {
            // A worker that lost its processor to another process needs this one's.
            if (spins < 4096)
                Thread.SpinWait(4);
            else
                Thread.Yield();
        }
    }

    /// <summary>What every thread writes, each on a cache line of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Counters
    {
        [FieldOffset(64)]
        public int Unclaimed;

        [FieldOffset(128)]
        public int Pending;

        [FieldOffset(192)]
        public int Busy;
    }

    private sealed class Worker
    {
        private readonly WorkerPool _pool;
        private readonly AutoResetEvent _wake = new(false);
        private readonly Thread _thread;
        private int _asleep;

        public Worker(WorkerPool pool, int slot)
        {
            _pool = pool;
            _thread = new Thread(() => Loop(slot)) { IsBackground = true, Name = $"Pipelines CPU backend {slot}" };
            _thread.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0)
                _wake.Set();
        }

        public void Stop()
        {
            _wake.Set();
            _thread.Join();
            _wake.Dispose();
        }

        private void Loop(int slot)
        {
            while (!_pool._stopping)
            {
                if (SpinForWork())
                    _pool.Participate(slot);
                else
                    Sleep();
            }
        }

        private bool SpinForWork()
        {
            var start = Stopwatch.GetTimestamp();
            do
            {
                for (var i = 0; i < 16; i++)
                {
                    if (Volatile.Read(ref _pool._counters.Unclaimed) > 0)
                        return true;
                    Thread.SpinWait(2);
                }
            }
            while (Stopwatch.GetTimestamp() - start < SpinTicks);
            return false;
        }

        /// <summary>Announces sleep before the last look for work, as the caller publishes work before it looks for sleepers.</summary>
        private void Sleep()
        {
            Interlocked.Exchange(ref _asleep, 1);
            if ((Volatile.Read(ref _pool._counters.Unclaimed) > 0 || _pool._stopping) && Interlocked.Exchange(ref _asleep, 0) != 0)
                return;
            _wake.WaitOne();
        }
    }
}
