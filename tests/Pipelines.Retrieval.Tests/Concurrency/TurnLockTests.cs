namespace Pipelines.Retrieval.Tests;

internal sealed class TurnLockTests
{
    [Test]
    public void A_writer_is_alone()
    {
        var turns = new TurnLock();
        var (readers, writers, wrong) = (0, 0, 0);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            for (var i = 0; i < 2000; i++)
            {
                if (i % 8 == worker)
                {
                    turns.EnterWriteLock();
                    if (Interlocked.Increment(ref writers) != 1 || Volatile.Read(ref readers) != 0)
                        Interlocked.Increment(ref wrong);
                    Interlocked.Decrement(ref writers);
                    turns.ExitWriteLock();
                    continue;
                }

                turns.EnterReadLock();
                Interlocked.Increment(ref readers);
                if (Volatile.Read(ref writers) != 0)
                    Interlocked.Increment(ref wrong);
                Interlocked.Decrement(ref readers);
                turns.ExitReadLock();
            }
        });
        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void A_waiting_writer_comes_before_later_readers()
    {
        var turns = new TurnLock();
        var order = new List<string>();
        void Note(string what)
        {
            lock (order)
                order.Add(what);
        }

        turns.EnterReadLock();
        var first = Start(() => Write("first writer"));
        var reader = Start(() =>
        {
            turns.EnterReadLock();
            Note("reader");
            turns.ExitReadLock();
        });
        var second = Start(() => Write("second writer"));
        lock (order)
            Assert.That(order, Is.Empty);
        turns.ExitReadLock();
        first.Join();
        reader.Join();
        second.Join();
        Assert.That(order, Has.Count.EqualTo(3).And.Contain("reader"));
        Assert.That(order[0], Does.EndWith("writer"), "The reader came later than a waiting writer.");

        void Write(string name)
        {
            turns.EnterWriteLock();
            Note(name);
            turns.ExitWriteLock();
        }

        // Until the thread waits.
        static Thread Start(Action work)
        {
            var thread = new Thread(() => work());
            thread.Start();
            for (var seen = 0; seen < 5; Thread.Sleep(2))
                seen = thread.ThreadState == ThreadState.WaitSleepJoin ? seen + 1 : 0;
            return thread;
        }
    }
}
