using System.Diagnostics;

namespace Pipelines.Training;

/// <summary>
/// The measuring of a text that is read piece by piece: between the pieces the caller runs, so its activity is never the current one. A
/// stream that is left before its end counts as cancelled.
/// </summary>
internal sealed class StreamMeasure : IDisposable
{
    private readonly GenerationMeasure _measure;
    private bool _hasToken;
    private bool _isFinished;

    public StreamMeasure(GenerationSettings settings)
    {
        var current = Activity.Current;
        _measure = GenerationMeasure.Begin(settings);
        Activity.Current = current;
    }

    public void Token()
    {
        if (!_hasToken)
            _measure.FirstToken();
        _hasToken = true;
    }

    public void Finish(GenerationRow[] rows)
    {
        _isFinished = true;
        var current = Activity.Current;
        _measure.Finish(rows);
        Activity.Current = current;
    }

    public void Dispose()
    {
        if (_isFinished)
            return;
        var current = Activity.Current;
        _measure.Fail(new OperationCanceledException());
        Activity.Current = current;
    }
}
