using Microsoft.Extensions.Logging;

namespace Pipelines.Training;

/// <summary>What training jobs log. Event ids are stable: 2020–2029.</summary>
internal static partial class TrainingJobLog
{
    [LoggerMessage(EventId = 2020, Level = LogLevel.Information, Message = "Training job '{Job}' starts")]
    public static partial void Started(ILogger logger, string job);

    [LoggerMessage(EventId = 2021, Level = LogLevel.Information, Message = "Training job '{Job}' is done in {Seconds:0.0} s")]
    public static partial void Completed(ILogger logger, string job, double seconds);

    [LoggerMessage(EventId = 2022, Level = LogLevel.Warning, Message = "Training job '{Job}' was stopped after {Seconds:0.0} s")]
    public static partial void Stopped(ILogger logger, string job, double seconds);

    [LoggerMessage(EventId = 2023, Level = LogLevel.Error, Message = "Training job '{Job}' failed after {Seconds:0.0} s")]
    public static partial void Failed(ILogger logger, Exception exception, string job, double seconds);

    [LoggerMessage(EventId = 2024, Level = LogLevel.Information, Message = "Training job '{Job}' is done already: {Path} is there")]
    public static partial void Skipped(ILogger logger, string job, string path);
}
