namespace Pipelines.Retrieval;

/// <summary>
/// Many readers or one writer, in turns: who waits to write comes before readers that arrive later, and readers that wait come before the
/// next writer. Threads that search without a pause keep no addition waiting, which <see cref="ReaderWriterLockSlim"/> lets them where
/// there are more threads than cores. Not to be entered twice by one thread.
/// </summary>
internal sealed class TurnLock
{
    private readonly object _monitor = new();
    private int _readers;
    private int _waitingWriters;
    private bool _isWriting;
    private long _writes;

    public void EnterReadLock()
    {
        lock (_monitor)
        {
            // After the next write it is the turn of those who came before it ended.
            var arrival = _writes;
            while (_isWriting || (_waitingWriters > 0 && _writes == arrival))
                Monitor.Wait(_monitor);
            _readers++;
        }
    }

    public void ExitReadLock()
    {
        lock (_monitor)
        {
            if (--_readers == 0 && _waitingWriters > 0)
                Monitor.PulseAll(_monitor);
        }
    }

    public void EnterWriteLock()
    {
        lock (_monitor)
        {
            _waitingWriters++;
            while (_isWriting || _readers > 0)
                Monitor.Wait(_monitor);
            _waitingWriters--;
            _isWriting = true;
        }
    }

    public void ExitWriteLock()
    {
        lock (_monitor)
        {
            _isWriting = false;
            _writes++;
            Monitor.PulseAll(_monitor);
        }
    }
}
