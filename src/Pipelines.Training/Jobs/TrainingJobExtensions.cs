using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipelines.Training;

namespace Pipelines;

/// <summary>Training as a part of a host.</summary>
public static class TrainingJobExtensions
{
    /// <summary>
    /// Registers a pipeline that the host fits in the background once it has started; <see cref="ITrainingJobStatus"/>, a keyed service of
    /// the name, tells how it is. A host that is stopped stops the job between micro-batches: a trainer whose options have
    /// <c>CheckpointFolder</c> leaves a checkpoint, and with <c>Resume</c> goes on from it when the host starts again.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="create">Makes the job, on its own thread, once the host has started.</param>
    /// <exception cref="InvalidOperationException">There is a job of the name.</exception>
    public static IPipelinesBuilder AddTrainingJob(this IPipelinesBuilder builder, string name, Func<IServiceProvider, TrainingJob> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        var services = builder.Services;
        if (services.Any(s => s.IsKeyedService && s.ServiceType == typeof(TrainingJobStatus) && name.Equals(s.ServiceKey)))
            throw new InvalidOperationException($"There is a training job '{name}' already; give this one another name.");
        services.AddKeyedSingleton(name, (provider, _) => new TrainingJobStatus(name, Clock(provider)));
        services.AddKeyedSingleton<ITrainingJobStatus>(name, (provider, _) => provider.GetRequiredKeyedService<TrainingJobStatus>(name));
        services.AddSingleton<IHostedService>(provider => new TrainingJobService(
            provider.GetRequiredKeyedService<TrainingJobStatus>(name), create, provider,
            provider.GetRequiredService<ILogger<TrainingJobService>>()));
        return builder;
    }

    /// <summary>
    /// Adds a training job's state to the health checks: failed is unhealthy, stopped or silent is degraded. Its data have the step and the
    /// loss.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The job's name, and that of the check.</param>
    /// <param name="silence">How long a running job may report nothing; 10 minutes where null.</param>
    /// <param name="failureStatus">What a failed job is; unhealthy where null.</param>
    /// <param name="tags">The check's tags.</param>
    public static IHealthChecksBuilder AddTrainingJob(
        this IHealthChecksBuilder builder, string name, TimeSpan? silence = null, HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new TrainingJobHealthCheck(
                provider.GetRequiredKeyedService<ITrainingJobStatus>(name), silence ?? TimeSpan.FromMinutes(10), Clock(provider)),
            failureStatus, tags));
    }

    private static TimeProvider Clock(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;
}
