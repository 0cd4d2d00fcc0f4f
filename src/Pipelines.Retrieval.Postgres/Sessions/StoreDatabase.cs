using System.Data;
using Npgsql;

namespace Pipelines.Retrieval.Postgres;

/// <summary>The database of a store: sessions, and errors in the words of stores.</summary>
internal sealed class StoreDatabase
{
    private readonly NpgsqlDataSource _source;
    private readonly int? _commandTimeout;

    public StoreDatabase(NpgsqlDataSource source, string store, int? commandTimeout)
    {
        (_source, _commandTimeout) = (source, commandTimeout);
        var connection = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        Where = $"The store '{store}' in database '{connection.Database ?? connection.Username}' at {connection.Host}";
    }

    /// <summary>The store and the database, as errors begin.</summary>
    public string Where { get; }

    /// <summary>Reads; all commands see the same passages.</summary>
    public T Read<T>(string operation, Func<StoreSession, T> work, CancellationToken cancellationToken) =>
        Run(operation, IsolationLevel.RepeatableRead, work, cancellationToken);

    /// <summary>Changes something: all of it, or nothing where the work fails.</summary>
    public T Write<T>(string operation, Func<StoreSession, T> work, CancellationToken cancellationToken) =>
        Run(operation, IsolationLevel.ReadCommitted, session =>
        {
            var result = work(session);
            session.Commit();
            return result;
        }, cancellationToken);

    private T Run<T>(string operation, IsolationLevel level, Func<StoreSession, T> work, CancellationToken cancellationToken)
    {
        StoreSession? session = null;
        try
        {
            session = StoreSession.Begin(_source, level, _commandTimeout, cancellationToken);
            return work(session);
        }
        catch (Exception error) when (error is not PipelineException && Translated(error) is { } translated)
        {
            throw translated;
        }
        finally
        {
            session?.Dispose();
        }

        Exception? Translated(Exception error) =>
            DatabaseErrors.Translate(error, Where, operation, session?.IsCommitting == true, cancellationToken);
    }
}
