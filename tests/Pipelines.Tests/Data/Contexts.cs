using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pipelines.Tests;

/// <summary>Contexts for data tests.</summary>
internal static class Contexts
{
    public static DataCatalog Data { get; } = PipelineContext.Create().Data;

    public static PipelineContext With(ILoggerFactory loggers) => PipelineContext.Create(builder => builder.Services.AddSingleton(loggers));
}
