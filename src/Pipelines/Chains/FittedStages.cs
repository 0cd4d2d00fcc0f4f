namespace Pipelines;

/// <summary>Disposes what was fitted where a later stage fails, as nobody else can reach it then.</summary>
internal sealed class FittedStages : IDisposable
{
    private readonly List<IDisposable> _stages = [];

    /// <summary>Answers for a stage until <see cref="Keep"/>.</summary>
    /// <returns>The stage.</returns>
    public ITransformer Add(ITransformer stage)
    {
        if (stage is IDisposable disposable)
            _stages.Add(disposable);
        return stage;
    }

    /// <summary>The chain owns the stages from here on.</summary>
    public void Keep() => _stages.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _stages.Count - 1; i >= 0; i--)
            _stages[i].Dispose();
        _stages.Clear();
    }
}
