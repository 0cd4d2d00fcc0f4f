using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>What a chain logs while it is fitted. Event ids are stable: 1000–1009.</summary>
internal static partial class ChainLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Place}, {Stage}: fitting.")]
    public static partial void Fitting(ILogger logger, string place, string stage);

    [LoggerMessage(1001, LogLevel.Information, "{Place}, {Stage}: fitted in {Seconds:0.000} s.")]
    public static partial void Fitted(ILogger logger, string place, string stage, double seconds);

    [LoggerMessage(1002, LogLevel.Warning, "{Place}, {Stage}: cancelled after {Seconds:0.000} s.")]
    public static partial void Cancelled(ILogger logger, string place, string stage, double seconds);

    [LoggerMessage(1003, LogLevel.Error, "{Place}, {Stage}: failed after {Seconds:0.000} s.")]
    public static partial void Failed(ILogger logger, Exception exception, string place, string stage, double seconds);
}
