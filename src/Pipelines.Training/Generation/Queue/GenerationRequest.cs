using System.Diagnostics;

namespace Pipelines.Training;

/// <summary>What one caller asked for, and where its answer goes. It is measured from its making to its end.</summary>
internal sealed class GenerationRequest
{
    private readonly TaskCompletionSource<GeneratedSequence> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Action<int>? _onToken;
    private readonly Activity? _activity;
    private bool _isActive;
    private bool _hasToken;
    private int _isEnded;

    /// <summary>Makes a request.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="createPlan">Checks it and makes its plan, on the queue's thread.</param>
    /// <param name="onToken">Receives each token as it is chosen, on the queue's thread; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public GenerationRequest(
        GenerationSettings settings, Func<GenerationPlan> createPlan, Action<int>? onToken, CancellationToken cancellationToken)
    {
        CreatePlan = createPlan;
        CancellationToken = cancellationToken;
        _onToken = onToken;

        // It ends on another thread, so it must not stay the caller's current one.
        var current = Activity.Current;
        _activity = GenerationTelemetry.Start(settings);
        Activity.Current = current;
    }

    public Func<GenerationPlan> CreatePlan { get; }

    public CancellationToken CancellationToken { get; }

    public Task<GeneratedSequence> Answer => _answer.Task;

    /// <summary>It leaves the queue and is computed.</summary>
    public void Begin()
    {
        _isActive = true;
        GenerationTelemetry.Active(1);
    }

    /// <summary>It has a new token.</summary>
    public void Take(int token)
    {
        if (!_hasToken)
            GenerationTelemetry.FirstToken(_started);
        _hasToken = true;
        _onToken?.Invoke(token);
    }

    public void Complete(GeneratedSequence sequence)
    {
        if (!End())
            return;
        GenerationTelemetry.Finished(
            _activity, _started, sequence.PromptLength, sequence.Tokens.Count - sequence.PromptLength, sequence.FinishReason);
        Stop();
        _answer.TrySetResult(sequence);
    }

    public void Fail(Exception exception)
    {
        if (!End())
            return;
        GenerationTelemetry.Failed(_activity, _started, exception);
        Stop();
        if (exception is OperationCanceledException canceled)
            _answer.TrySetCanceled(canceled.CancellationToken);
        else
            _answer.TrySetException(exception);
    }

    private bool End()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0)
            return false;
        if (_isActive)
            GenerationTelemetry.Active(-1);
        return true;
    }

    private void Stop()
    {
        var current = Activity.Current;
        _activity?.Dispose();
        Activity.Current = current;
    }
}
