using Microsoft.Extensions.DependencyInjection;
using Pipelines;

namespace Quickstart.Tests;

/// <summary>
/// The services of the application, with passages of the test's own: stages come from the same container as in production.
/// </summary>
internal sealed class TestPipelines : IDisposable
{
    private readonly ServiceProvider _services;

    public TestPipelines(params string[] passages)
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddGpt().AddPeft().AddRetrieval().AddEvaluation().AddPassages(() => passages)
            .ConfigureContext(o => o.Seed = 1);
        _services = services.BuildServiceProvider();
    }

    public PipelineContext Context => _services.GetRequiredService<PipelineContext>();

    public void Dispose() => _services.Dispose();
}
