using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>A stage with a logger of its own; a chain that was given none logs the stage's fitting there.</summary>
public interface ILoggingStage
{
    /// <summary>Where the stage logs.</summary>
    ILogger Logger { get; }
}
