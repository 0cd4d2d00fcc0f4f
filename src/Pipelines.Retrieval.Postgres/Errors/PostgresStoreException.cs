namespace Pipelines.Retrieval.Postgres;

/// <summary>The database did not do what a store asked of it.</summary>
public class PostgresStoreException : PassageStoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="sqlState">PostgreSQL's code of the error, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PostgresStoreException(string message, string? sqlState = null, Exception? innerException = null)
        : base(message, innerException) => SqlState = sqlState;

    /// <summary>PostgreSQL's code of the error; null where the database gave none.</summary>
    public string? SqlState { get; }
}
