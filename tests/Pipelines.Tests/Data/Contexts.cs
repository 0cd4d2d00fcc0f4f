using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Pipelines.Tests;

/// <summary>Contexts for data tests, which need neither stages nor services.</summary>
internal static class Contexts
{
    public static DataCatalog Data { get; } = With(null).Data;

    public static PipelineContext With(ILoggerFactory? loggers) => new(new Services(loggers));

    private sealed class Services(ILoggerFactory? loggers) : IServiceProvider, IStageRegistry
    {
        public IReadOnlyCollection<StageDescriptor> Stages => [];

        public object? GetService(Type serviceType) =>
            serviceType == typeof(IStageRegistry) ? this : serviceType == typeof(ILoggerFactory) ? loggers : null;

        public bool TryGet(string id, [NotNullWhen(true)] out StageDescriptor? descriptor)
        {
            descriptor = null;
            return false;
        }

        public bool TryGet(Type transformerType, [NotNullWhen(true)] out StageDescriptor? descriptor) => TryGet("", out descriptor);
    }
}
