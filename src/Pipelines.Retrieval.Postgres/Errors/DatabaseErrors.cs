using Npgsql;

namespace Pipelines.Retrieval.Postgres;

/// <summary>What Npgsql throws, in the words of stores.</summary>
internal static class DatabaseErrors
{
    // Cut so that a text of the caller's that is part of a message does not flood it.
    private const int LongestMessage = 400;

    /// <param name="error">What was thrown.</param>
    /// <param name="where">The store and the database.</param>
    /// <param name="operation">What was being done.</param>
    /// <param name="isCommitting">Whether the change was being committed.</param>
    /// <param name="cancellationToken">What may have stopped it.</param>
    /// <returns>What to throw in its place; null where it is nothing of the database's.</returns>
    public static Exception? Translate(
        Exception error, string where, string operation, bool isCommitting, CancellationToken cancellationToken)
    {
        if (error is OperationCanceledException || (error is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
            && cancellationToken.IsCancellationRequested))
        {
            return cancellationToken.IsCancellationRequested
                ? new OperationCanceledException($"{where}: {operation} was cancelled; nothing was changed.", error, cancellationToken)
                : null;
        }

        return error switch
        {
            PostgresException server when IsConnection(server.SqlState) =>
                Connection(server, where, operation, isCommitting, server.SqlState),
            PostgresException server => Server(server, where, operation),
            NpgsqlException => Connection(error, where, operation, isCommitting, null),
            IOException or System.Net.Sockets.SocketException or TimeoutException =>
                Connection(error, where, operation, isCommitting, null),
            _ => null,
        };
    }

    public static string Shorten(string message)
    {
        message = message.ReplaceLineEndings(" ");
        return message.Length > LongestMessage ? message[..LongestMessage] + "…" : message;
    }

    private static PostgresConnectionException Connection(
        Exception error, string where, string operation, bool isCommitting, string? sqlState)
    {
        var isTimeout = error is TimeoutException || error.InnerException is TimeoutException;
        var what = sqlState switch
        {
            not null when sqlState.StartsWith("28", StringComparison.Ordinal) => "the database refused the user or password",
            PostgresErrorCodes.InvalidCatalogName => "there is no such database",
            PostgresErrorCodes.TooManyConnections => "the database takes no more connections",
            _ when isTimeout => "the database did not answer in time",
            _ => "the connection to the database failed or was lost",
        };
        var outcome = isCommitting
            ? "Whether the change was made is not known, only that it was made as a whole or not at all: look, and repeat it if not."
            : "Nothing was changed: repeat it when the database can be reached.";
        return new PostgresConnectionException(
            $"{where}: {what} ({operation}): {Shorten(error.Message)} {outcome}", isCommitting, sqlState, error);
    }

    private static PostgresStoreException Server(PostgresException error, string where, string operation) => error.SqlState switch
    {
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => new PostgresSchemaException(
            $"{where}: its tables are gone or changed ({operation}): {Shorten(error.MessageText)}. Open or make the store again.",
            error.SqlState, error),
        PostgresErrorCodes.InsufficientPrivilege => new PostgresStoreException(
            $"{where}: the user may not do this ({operation}): {Shorten(error.MessageText)}. Grant it, or connect as another.",
            error.SqlState, error),
        PostgresErrorCodes.QueryCanceled => new PostgresStoreException(
            $"{where}: the database stopped it ({operation}): {Shorten(error.MessageText)}. Nothing was changed; raise the limit on time.",
            error.SqlState, error),
        PostgresErrorCodes.ReadOnlySqlTransaction => new PostgresStoreException(
            $"{where}: the database is read-only ({operation}). Connect to the primary.", error.SqlState, error),
        _ => new PostgresStoreException(
            $"{where}: the database refused it ({operation}): {error.SqlState}: {Shorten(error.MessageText)}. Nothing was changed.",
            error.SqlState, error),
    };

    // Classes 08 and 28, shutdowns and crashes, and what a database says to one who cannot come in.
    private static bool IsConnection(string state) => state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("28", StringComparison.Ordinal)
        || state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.TooManyConnections or "57P05";
}
