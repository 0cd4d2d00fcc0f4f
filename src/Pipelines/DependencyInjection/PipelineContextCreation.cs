using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>Contexts without a host.</summary>
public static class PipelineContextCreation
{
    extension(PipelineContext)
    {
        /// <summary>Makes a context with services of its own: for scripts, samples and tests. Disposing it disposes them.</summary>
        /// <param name="configure">Adds packages and services: <c>PipelineContext.Create(p =&gt; p.AddGpt())</c>.</param>
        /// <param name="seed">The seed that stages derive theirs from where their options give none.</param>
        public static PipelineContext Create(Action<IPipelinesBuilder>? configure = null, int seed = 0)
        {
            var services = new ServiceCollection();
            var builder = services.AddPipelines();
            configure?.Invoke(builder);
            return new PipelineContext(services.BuildServiceProvider(), seed: seed, ownsServices: true);
        }
    }
}
