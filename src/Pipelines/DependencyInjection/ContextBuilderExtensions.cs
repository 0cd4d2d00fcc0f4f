using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>Several contexts in one application, each with its own options.</summary>
public static class ContextBuilderExtensions
{
    /// <summary>
    /// Adds a named context: a keyed <see cref="PipelineContext"/> service, also given by <see cref="IPipelineContextFactory"/>. Stages
    /// that it makes have the options configured for its name: <c>services.Configure&lt;PackOptions&gt;("small", o =&gt; o.BlockSize =
    /// 64)</c>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The context's name.</param>
    /// <param name="configure">Changes what the context is made with.</param>
    public static IPipelinesBuilder AddContext(
        this IPipelinesBuilder builder, string name, Action<PipelineContextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (configure is not null)
            builder.Services.Configure(name, configure);
        builder.Services.AddSingleton(new ContextName(name));
        builder.Services.AddKeyedSingleton(name, (services, _) => services.GetRequiredService<IPipelineContextFactory>().Get(name));
        return builder;
    }

    /// <summary>Changes what the default context is made with, such as its seed.</summary>
    public static IPipelinesBuilder ConfigureContext(this IPipelinesBuilder builder, Action<PipelineContextOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }
}
