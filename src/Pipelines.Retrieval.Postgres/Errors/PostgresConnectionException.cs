namespace Pipelines.Retrieval.Postgres;

/// <summary>The database cannot be reached, or the connection broke.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="isOutcomeUnknown">Whether a change may have been made.</param>
/// <param name="sqlState">PostgreSQL's code of the error, or null.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PostgresConnectionException(
    string message, bool isOutcomeUnknown = false, string? sqlState = null, Exception? innerException = null)
    : PostgresStoreException(message, sqlState, innerException)
{
    /// <summary>
    /// Whether a change may have been made: the connection broke between the request to commit and its answer. It was made as a whole or
    /// not at all; otherwise nothing was changed.
    /// </summary>
    public bool IsOutcomeUnknown { get; } = isOutcomeUnknown;
}
