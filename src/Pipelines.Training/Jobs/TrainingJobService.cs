using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipelines.Training;

/// <summary>
/// Fits a pipeline beside the host's other work. A job that fails leaves the host running: its state and health tell. The host waits for a
/// job that it stops, within its shutdown time-out, so that a checkpoint is left.
/// </summary>
internal sealed class TrainingJobService(
    TrainingJobStatus status, Func<IServiceProvider, TrainingJob> create, IServiceProvider services, ILogger<TrainingJobService> logger)
    : BackgroundService
{
    // Fitting computes for hours: it has a thread of its own, not one of the pool.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);

    private void Run(CancellationToken stoppingToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            status.Start();
            TrainingJobLog.Started(logger, status.Name);
            var fitted = Fit(stoppingToken);
            TrainingJobLog.Completed(logger, status.Name, Stopwatch.GetElapsedTime(started).TotalSeconds);
            status.Complete(fitted);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            TrainingJobLog.Stopped(logger, status.Name, Stopwatch.GetElapsedTime(started).TotalSeconds);
            status.Stop(stoppingToken);
        }
        catch (Exception e)
        {
            TrainingJobLog.Failed(logger, e, status.Name, Stopwatch.GetElapsedTime(started).TotalSeconds);
            status.Fail(e);
        }
    }

    private ITransformer Fit(CancellationToken stoppingToken)
    {
        var job = create(services);
        var catalog = services.GetRequiredService<PipelineContext>().Model;
        if (job is { SkipIfSaved: true, SavePath: { } saved } && File.Exists(saved))
        {
            TrainingJobLog.Skipped(logger, status.Name, saved);
            return catalog.Load(saved);
        }

        var fitted = job.Pipeline is IValidatedEstimator<ITransformer> validated
            ? validated.Fit(job.Data, job.Validation, status, stoppingToken)
            : job.Validation is null
                ? job.Pipeline.Fit(job.Data, status, stoppingToken)
                : throw new PipelineException(
                    $"Training job '{status.Name}' has validation data, but {job.Pipeline.GetType().Name} takes none. "
                        + "Leave Validation out.");
        if (job.SavePath is not { } path)
            return fitted;
        try
        {
            catalog.Save(fitted, path);
            return fitted;
        }
        catch
        {
            (fitted as IDisposable)?.Dispose();
            throw;
        }
    }
}
