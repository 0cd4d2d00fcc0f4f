using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>The application's services, with the context that asks in place of the default one.</summary>
internal sealed class ContextServices(PipelineContext context) : IKeyedServiceProvider, IServiceProviderIsKeyedService
{
    private readonly IServiceProviderIsService? _isService = context.Services.GetService<IServiceProviderIsService>();

    public object? GetService(Type serviceType) =>
        serviceType == typeof(PipelineContext) ? context
        : serviceType == typeof(IServiceProviderIsService) || serviceType == typeof(IServiceProviderIsKeyedService)
            ? (_isService is null ? null : this)
        : context.Services.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        context.Services is IKeyedServiceProvider keyed ? keyed.GetKeyedService(serviceType, serviceKey) : null;

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        context.Services.GetRequiredKeyedService(serviceType, serviceKey);

    public bool IsService(Type serviceType) => serviceType == typeof(PipelineContext) || (_isService?.IsService(serviceType) ?? false);

    public bool IsKeyedService(Type serviceType, object? serviceKey) =>
        _isService is IServiceProviderIsKeyedService keyed && keyed.IsKeyedService(serviceType, serviceKey);
}
