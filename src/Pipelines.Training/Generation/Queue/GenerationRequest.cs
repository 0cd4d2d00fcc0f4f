namespace Pipelines.Training;

/// <summary>What one caller asked for, and where its answer goes.</summary>
internal sealed class GenerationRequest(Func<GenerationPlan> createPlan, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<GeneratedSequence> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<GenerationPlan> CreatePlan { get; } = createPlan;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public Task<GeneratedSequence> Answer => _answer.Task;

    public void Complete(GeneratedSequence sequence) => _answer.TrySetResult(sequence);

    public void Fail(Exception exception)
    {
        if (exception is OperationCanceledException canceled)
            _answer.TrySetCanceled(canceled.CancellationToken);
        else
            _answer.TrySetException(exception);
    }
}
