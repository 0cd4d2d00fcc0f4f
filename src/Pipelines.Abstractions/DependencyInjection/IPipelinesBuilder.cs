using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>Registers packages: what <c>services.AddPipelines()</c> returns and every package's <c>Add…</c> extends.</summary>
public interface IPipelinesBuilder
{
    /// <summary>The services registered into.</summary>
    IServiceCollection Services { get; }

    /// <summary>Registers a stage, so that it can be made from configuration and its transformer loaded from a pipeline file.</summary>
    /// <exception cref="InvalidOperationException">Another stage has the id.</exception>
    IPipelinesBuilder AddStage(StageDescriptor descriptor);
}
