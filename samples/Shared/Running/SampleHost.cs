using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipelines.Samples;

/// <summary>The host of a sample: everything comes from dependency injection, as in any .NET application.</summary>
public static class SampleHost
{
    /// <summary>Makes a host that offers a <see cref="PipelineContext"/>.</summary>
    /// <param name="seed">Decides everything random.</param>
    /// <param name="threads">Threads to compute with; 0 means one per core.</param>
    /// <param name="add">Adds the families of stages that the sample uses.</param>
    public static IHost Create(int seed, int threads, Action<IPipelinesBuilder> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        var builder = Host.CreateApplicationBuilder();
        // What a stage fails with is told by the runner, in one line; the log would put its stack trace before that.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Pipelines", level => level == LogLevel.Warning);
        var pipelines = builder.Services.AddPipelines().ConfigureContext(o => o.Seed = seed).ConfigureEngine(o => o.ThreadCount = threads);
        add(pipelines);
        return builder.Build();
    }

    /// <summary>The host's context.</summary>
    public static PipelineContext GetContext(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Services.GetRequiredService<PipelineContext>();
    }
}
