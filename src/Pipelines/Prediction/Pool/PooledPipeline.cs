namespace Pipelines;

/// <summary>
/// A pipeline that is in use: counted, so that the one that replaced it does not dispose it under a prediction.
/// </summary>
internal sealed class PooledPipeline<TInput, TOutput>(ITransformer model, FileStamp stamp, bool ownsModel)
{
    private readonly Predictor<TInput, TOutput> _predictor = new(model);

    // Users, and one for the pool itself.
    private int _users = 1;

    public FileStamp Stamp => stamp;

    public Predictor<TInput, TOutput> Predictor => _predictor;

    /// <summary>Begins a use; false where it is disposed already.</summary>
    public bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }

        return false;
    }

    /// <summary>Ends a use; the last one disposes.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        _predictor.Dispose();
        if (ownsModel)
            (model as IDisposable)?.Dispose();
    }
}
