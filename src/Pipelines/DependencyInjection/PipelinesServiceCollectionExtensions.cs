using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Pipelines;

/// <summary>Adding pipelines to an application.</summary>
public static class PipelinesServiceCollectionExtensions
{
    /// <summary>
    /// Adds the default <see cref="PipelineContext"/>, the stage registry and the built-in stages; packages add theirs to what it returns.
    /// Adding twice is adding once.
    /// </summary>
    public static IPipelinesBuilder AddPipelines(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton<IStageRegistry, StageRegistry>();
        services.TryAddSingleton<IStageOptionsFactory, StageOptionsFactory>();
        services.TryAddSingleton<IPipelineContextFactory, PipelineContextFactory>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IPipelineContextFactory>().Get(""));
        services.TryAddSingleton<ExtractedFiles>();
        return new PipelinesBuilder(services).AddBuiltInStages();
    }
}
