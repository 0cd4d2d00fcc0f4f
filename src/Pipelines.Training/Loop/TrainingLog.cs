using Microsoft.Extensions.Logging;
using Pipelines.Nn;

namespace Pipelines.Training;

internal static partial class TrainingLog
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "{Stage} resumed at step {Step} from {Checkpoint}")]
    public static partial void Resumed(ILogger logger, string stage, int step, string checkpoint);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "{Stage} saved step {Step} to {Checkpoint}")]
    public static partial void Saved(ILogger logger, string stage, int step, string checkpoint);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Information, Message = "{Stage} learns from {Report}. The first: {Preview}")]
    public static partial void Examples(ILogger logger, string stage, ExampleReport report, string preview);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Information, Message = "{Stage}: {Count}")]
    public static partial void Trainable(ILogger logger, string stage, ParameterCount count);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "{Stage}: {Finding}")]
    public static partial void Finding(ILogger logger, string stage, string finding);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Warning,
        Message = "{Stage}: the best step so far, {Step}, has no checkpoint here, so the best one is looked for anew")]
    public static partial void BestIsMissing(ILogger logger, string stage, int step);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Information, Message = "{Stage} went back to its best step, {Step}")]
    public static partial void WentBack(ILogger logger, string stage, int step);
}
