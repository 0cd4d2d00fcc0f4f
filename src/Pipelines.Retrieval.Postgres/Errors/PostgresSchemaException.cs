namespace Pipelines.Retrieval.Postgres;

/// <summary>
/// What is in the database is not the store that was asked for: another dimension or metric, a table of somebody else, a later version.
/// </summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="sqlState">PostgreSQL's code of the error, or null.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PostgresSchemaException(string message, string? sqlState = null, Exception? innerException = null)
    : PostgresStoreException(message, sqlState, innerException);
