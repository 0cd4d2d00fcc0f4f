using System.Diagnostics;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Training;

/// <summary>
/// A trainer of this repository, as an application runs it: batches read from a view, forward, backward, clipping, optimizer, history. It
/// stops after each round inside its own progress report.
/// </summary>
internal abstract class SteppedFit : IContender, IProgress<FitProgress>
{
    private readonly SemaphoreSlim _start = new(0);
    private readonly SemaphoreSlim _finished = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private Exception? _failure;
    private int _remaining;

    protected SteppedFit(TrainingShape shape)
    {
        Shape = shape;
        _thread = new Thread(Train) { IsBackground = true, Name = "training" };
    }

    public abstract string Name { get; }

    protected TrainingShape Shape { get; }

    public double Run(int steps)
    {
        _remaining = steps;
        var started = Stopwatch.GetTimestamp();
        if (_thread.ThreadState.HasFlag(System.Threading.ThreadState.Unstarted))
            _thread.Start();
        else
            _start.Release();
        _finished.Wait();
        if (_failure is not null)
            throw new InvalidOperationException($"{Name}, shape {Shape.Name}, failed: {_failure.Message}", _failure);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Called by the trainer after each step, on its thread.</summary>
    public void Report(FitProgress value)
    {
        if (value is not TrainingProgress || --_remaining > 0)
            return;
        _finished.Release();
        _start.Wait(_stop.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (!_thread.ThreadState.HasFlag(System.Threading.ThreadState.Unstarted))
            _thread.Join();
        _stop.Dispose();
        _start.Dispose();
        _finished.Dispose();
    }

    /// <summary>Trains, with this as the progress, until it is cancelled.</summary>
    protected abstract void Fit(CancellationToken cancellationToken);

    /// <summary>Random rows of the shape.</summary>
    protected IDataView RandomRows(PipelineContext context)
    {
        var random = new Random(0);
        return context.Data.LoadFromEnumerable(
            Enumerable.Range(0, Shape.BatchSize).Select(_ => new Row { InputIds = Ids(), Labels = Ids() }).ToList());

        int[] Ids() => [.. Enumerable.Range(0, Shape.Config.BlockSize).Select(_ => random.Next(Shape.Config.VocabularySize))];
    }

    private void Train()
    {
        try
        {
            Fit(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            _failure = e;
            _finished.Release();
        }
    }

    private sealed class Row
    {
        public int[] InputIds { get; set; } = [];

        public int[] Labels { get; set; } = [];
    }
}
