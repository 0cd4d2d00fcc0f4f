namespace Pipelines;

/// <summary>The application's services, with the context that asks in place of the default one.</summary>
internal sealed class ContextServices(PipelineContext context) : IServiceProvider
{
    public object? GetService(Type serviceType) =>
        serviceType == typeof(PipelineContext) ? context : context.Services.GetService(serviceType);
}
