using Microsoft.Extensions.Logging;

namespace Pipelines.Retrieval;

/// <summary>What the retrieve stage reports.</summary>
internal static partial class RetrieveLog
{
    [LoggerMessage(EventId = 6201, Level = LogLevel.Warning, Message = "Row {Row}, column '{Column}', got no passages: {Why}")]
    public static partial void Refused(ILogger logger, long row, string column, string why);
}
