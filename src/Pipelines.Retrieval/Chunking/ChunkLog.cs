using Microsoft.Extensions.Logging;

namespace Pipelines.Retrieval;

/// <summary>What the chunk stage reports.</summary>
internal static partial class ChunkLog
{
    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning,
        Message = "{Skipped} documents in '{Column}' were left out because they cannot be cut into passages. The first: {Why}")]
    public static partial void Skipped(ILogger logger, long skipped, string column, string why);
}
