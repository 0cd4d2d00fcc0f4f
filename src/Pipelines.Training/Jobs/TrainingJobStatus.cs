namespace Pipelines.Training;

internal sealed class TrainingJobStatus(string name, TimeProvider time) : ITrainingJobStatus, IProgress<FitProgress>, IDisposable
{
    private readonly TaskCompletionSource<ITransformer> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastChange = time.GetUtcNow().Ticks;
    private volatile FitProgress? _progress;
    private int _state;

    public string Name => name;

    public TrainingJobState State => (TrainingJobState)Volatile.Read(ref _state);

    public FitProgress? Progress => _progress;

    public DateTimeOffset LastChange => new(Interlocked.Read(ref _lastChange), TimeSpan.Zero);

    public Exception? Error { get; private set; }

    public Task<ITransformer> Completion => _completion.Task;

    public void Report(FitProgress value)
    {
        _progress = value;
        Changed();
    }

    public void Start() => Become(TrainingJobState.Running);

    public void Complete(ITransformer fitted)
    {
        Become(TrainingJobState.Completed);
        _completion.TrySetResult(fitted);
    }

    public void Stop(CancellationToken cancellationToken)
    {
        Become(TrainingJobState.Stopped);
        _completion.TrySetCanceled(cancellationToken);
    }

    public void Fail(Exception error)
    {
        Error = error;
        Become(TrainingJobState.Failed);
        _completion.TrySetException(error);

        // The state tells it as well; who awaits nothing is not to be told by the finalizer.
        _ = _completion.Task.Exception;
    }

    public void Dispose()
    {
        if (_completion.Task.IsCompletedSuccessfully)
            (_completion.Task.Result as IDisposable)?.Dispose();
    }

    private void Become(TrainingJobState state)
    {
        Volatile.Write(ref _state, (int)state);
        Changed();
    }

    private void Changed() => Interlocked.Exchange(ref _lastChange, time.GetUtcNow().Ticks);
}
