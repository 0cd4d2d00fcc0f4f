using System.Runtime.ExceptionServices;

namespace Pipelines.Training;

/// <summary>
/// Gives the batches of one step after the other. A thread of its own prepares some steps ahead, in the order in which they would be read
/// anyway; what goes wrong there is thrown where the step it belongs to is asked for.
/// </summary>
internal sealed class StepReader : IDisposable
{
    private readonly TokenBatchReader _reader;
    private readonly StepBatches[] _slots;
    private readonly int _steps;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _wakeUp;
    private readonly Thread? _thread;

    // Guarded by _slots: how many slots from _first on are filled, the one in use included.
    private int _first;
    private int _filled;
    private bool _inUse;
    private bool _stopping;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Makes a reader, and starts its thread.</summary>
    /// <param name="reader">Reads the rows; nobody else may use it until this is disposed.</param>
    /// <param name="microBatches">Micro-batches in a step.</param>
    /// <param name="ahead">Steps prepared ahead; 0 reads a step when it is asked for, on the thread that asks.</param>
    /// <param name="steps">How many steps will be asked for at most; no more are read.</param>
    /// <param name="cancellationToken">Ends the waiting for a step.</param>
    public StepReader(TokenBatchReader reader, int microBatches, int ahead, int steps, CancellationToken cancellationToken)
    {
        _reader = reader;
        _steps = steps;
        _cancellationToken = cancellationToken;
        _slots = new StepBatches[Math.Min(ahead, Math.Max(0, steps - 1)) + 1];
        for (var i = 0; i < _slots.Length; i++)
            _slots[i] = new StepBatches(microBatches);
        if (_slots.Length == 1)
            return;
        _wakeUp = cancellationToken.UnsafeRegister(static slots => WakeUp(slots!), _slots);
        _thread = new Thread(ReadAhead) { IsBackground = true, Name = "Pipelines batches" };
        _thread.Start();
    }

    /// <summary>The next step; it stays as it is until the next call.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public StepBatches Next()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_thread is null)
        {
            _slots[0].Read(_reader);
            return _slots[0];
        }

        lock (_slots)
        {
            if (_inUse)
            {
                _inUse = false;
                _first = (_first + 1) % _slots.Length;
                _filled--;
                Monitor.PulseAll(_slots);
            }

            while (_filled == 0 && _failure is null && !_cancellationToken.IsCancellationRequested)
                Monitor.Wait(_slots);
            _cancellationToken.ThrowIfCancellationRequested();
            if (_filled == 0)
                _failure!.Throw();
            _inUse = true;
            return _slots[_first];
        }
    }

    /// <summary>Ends the thread and waits for it: no row is read afterwards.</summary>
    public void Dispose()
    {
        if (_thread is null)
            return;
        lock (_slots)
        {
            _stopping = true;
            Monitor.PulseAll(_slots);
        }

        _thread.Join();
        _wakeUp.Dispose();
    }

    private static void WakeUp(object slots)
    {
        lock (slots)
            Monitor.PulseAll(slots);
    }

    private void ReadAhead()
    {
        try
        {
            for (var step = 0; step < _steps; step++)
            {
                lock (_slots)
                {
                    while (_filled == _slots.Length && !_stopping)
                        Monitor.Wait(_slots);
                    if (_stopping)
                        return;
                }

                _slots[step % _slots.Length].Read(_reader);
                lock (_slots)
                {
                    _filled++;
                    Monitor.PulseAll(_slots);
                }
            }
        }
        catch (Exception e)
        {
            lock (_slots)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
                Monitor.PulseAll(_slots);
            }
        }
    }
}
