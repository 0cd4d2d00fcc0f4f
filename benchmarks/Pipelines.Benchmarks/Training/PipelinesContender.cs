using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Training;

/// <summary>
/// The trainer of this repository, as an application runs it: batches read from a view, forward, backward, clipping, AdamW, history. It
/// stops after each round inside its own progress report.
/// </summary>
internal sealed class PipelinesContender : IContender, IProgress<FitProgress>
{
    private readonly TrainingShape _shape;
    private readonly int _threads;
    private readonly MemorySaving _saving;
    private readonly SemaphoreSlim _start = new(0);
    private readonly SemaphoreSlim _finished = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private Exception? _failure;
    private int _remaining;

    public PipelinesContender(TrainingShape shape, int threads, MemorySaving saving = MemorySaving.None)
    {
        _shape = shape;
        _threads = threads;
        _saving = saving;
        _thread = new Thread(Train) { IsBackground = true, Name = "training" };
    }

    public string Name => _saving switch
    {
        MemorySaving.None => "Pipelines",
        MemorySaving.Checkpointing => "Pipelines, checkpointing",
        MemorySaving.BFloat16 => "Pipelines, bfloat16",
        _ => "Pipelines, checkpointing and bfloat16",
    };

    /// <summary>The backend and its threads, known after the first round.</summary>
    public string Backend { get; private set; } = "";

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
            throw new InvalidOperationException($"Training shape {_shape.Name} failed: {_failure.Message}", _failure);
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

    private void Train()
    {
        try
        {
            using var context = PipelineContext.Create(builder => builder.AddGpt().ConfigureEngine(o => o.ThreadCount = _threads));
            var backend = context.Services.GetRequiredService<ITensorBackend>();
            Backend = $"{backend.Name}, {backend.ThreadCount} threads";
            var trainer = context.Trainers.Pretrain(_shape.Config, o =>
            {
                o.Steps = int.MaxValue;
                o.BatchSize = _shape.BatchSize;
                o.LearningRate = 1e-3;
                o.Schedule = ScheduleKind.Constant;
                o.Optimizer = new AdamWOptions { Beta2 = 0.99 };
                o.Shuffle = false;
                o.GradientCheckpointing = _saving.HasFlag(MemorySaving.Checkpointing);
                o.WeightStorage = _saving.HasFlag(MemorySaving.BFloat16) ? WeightStorage.BFloat16 : null;
            });
            trainer.Fit(context.Data.LoadFromEnumerable(RandomRows()), this, _stop.Token);
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

    private List<Row> RandomRows()
    {
        var random = new Random(0);
        return [.. Enumerable.Range(0, _shape.BatchSize).Select(_ => new Row { InputIds = Ids(), Labels = Ids() })];

        int[] Ids() => [.. Enumerable.Range(0, _shape.Config.BlockSize).Select(_ => random.Next(_shape.Config.VocabularySize))];
    }

    private sealed class Row
    {
        public int[] InputIds { get; set; } = [];

        public int[] Labels { get; set; } = [];
    }
}
