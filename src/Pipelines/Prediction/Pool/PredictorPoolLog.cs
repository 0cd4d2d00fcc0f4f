using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>What pools of predictors log. Event ids are stable: 1300–1309.</summary>
internal static partial class PredictorPoolLog
{
    [LoggerMessage(1300, LogLevel.Information, "{Path}: the pipeline was replaced; this is number {Version}.")]
    public static partial void Replaced(ILogger logger, string path, int version);

    [LoggerMessage(1301, LogLevel.Error, "{Path} changed, but cannot be used; predictions go on with the pipeline before it.")]
    public static partial void Broken(ILogger logger, Exception exception, string path);

    [LoggerMessage(1302, LogLevel.Warning, "{Path} is not there any more; predictions go on with the pipeline that was read from it.")]
    public static partial void Missing(ILogger logger, string path);
}
