using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Pipelines.Training;

/// <summary>
/// A job's state as health: failed is the registration's failure status, stopped is degraded, and so is running without a report for longer
/// than it may.
/// </summary>
internal sealed class TrainingJobHealthCheck(ITrainingJobStatus status, TimeSpan silence, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var data = new Dictionary<string, object> { ["job"] = status.Name, ["state"] = status.State.ToString() };
        if (status.Progress is { } progress)
        {
            data["stage"] = progress.Stage;
            data["step"] = progress.Step;
            if (progress.TotalSteps is { } total)
                data["totalSteps"] = total;
            if (progress is TrainingProgress training)
                data["loss"] = training.Loss;
        }

        var quiet = time.GetUtcNow() - status.LastChange;
        var (health, text) = status.State switch
        {
            TrainingJobState.Failed => (context.Registration.FailureStatus, $"Training job '{status.Name}' failed: "
                + $"{status.Error?.Message}"),
            TrainingJobState.Stopped => (HealthStatus.Degraded, $"Training job '{status.Name}' was stopped."),
            TrainingJobState.Running when quiet > silence =>
                (HealthStatus.Degraded, $"Training job '{status.Name}' has reported nothing for {quiet.TotalSeconds:0} s."),
            TrainingJobState.Running => (HealthStatus.Healthy, $"Training job '{status.Name}' is running."),
            TrainingJobState.Completed => (HealthStatus.Healthy, $"Training job '{status.Name}' is done."),
            _ => (HealthStatus.Healthy, $"Training job '{status.Name}' waits for the host."),
        };
        return Task.FromResult(new HealthCheckResult(health, text, status.Error, data));
    }
}
