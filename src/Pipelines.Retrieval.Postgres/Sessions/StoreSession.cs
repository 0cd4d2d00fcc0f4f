using System.Data;
using Npgsql;

namespace Pipelines.Retrieval.Postgres;

/// <summary>A connection with its transaction, while one thing is done.</summary>
internal sealed class StoreSession : IDisposable
{
    private readonly NpgsqlTransaction _transaction;
    private readonly int? _commandTimeout;

    private StoreSession(
        NpgsqlConnection connection, NpgsqlTransaction transaction, int? commandTimeout, CancellationToken cancellationToken)
    {
        (Connection, _transaction, _commandTimeout) = (connection, transaction, commandTimeout);
        CancellationToken = cancellationToken;
    }

    public NpgsqlConnection Connection { get; }

    public CancellationToken CancellationToken { get; }

    public bool IsCommitting { get; private set; }

    public static StoreSession Begin(
        NpgsqlDataSource source, IsolationLevel level, int? commandTimeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = source.OpenConnection();
        try
        {
            return new StoreSession(connection, connection.BeginTransaction(level), commandTimeout, cancellationToken);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public int Execute(string sql) => Execute(new SqlText(sql));

    public int Execute(SqlText sql, int? timeout = null)
    {
        using var command = Create(sql, timeout);
        using var stop = CancellationToken.Register(command.Cancel);
        CancellationToken.ThrowIfCancellationRequested();
        return command.ExecuteNonQuery();
    }

    public object? Scalar(SqlText sql)
    {
        using var command = Create(sql);
        using var stop = CancellationToken.Register(command.Cancel);
        CancellationToken.ThrowIfCancellationRequested();
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Gives a reader that stands on each row in turn.</summary>
    public void Query(SqlText sql, Action<NpgsqlDataReader> read)
    {
        using var command = Create(sql);
        using var stop = CancellationToken.Register(command.Cancel);
        CancellationToken.ThrowIfCancellationRequested();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            read(reader);
    }

    /// <summary>Several commands in one trip; each row comes with the number of its command.</summary>
    public void Query(IReadOnlyList<SqlText> sqls, Action<int, NpgsqlDataReader> read)
    {
        if (sqls.Count == 0)
            return;
        using var batch = new NpgsqlBatch(Connection, _transaction);
        if (_commandTimeout is { } timeout)
            batch.Timeout = timeout;
        foreach (var sql in sqls)
        {
            var command = new NpgsqlBatchCommand(sql.ToString());
            foreach (var parameter in sql.Parameters)
                command.Parameters.Add(parameter);
            batch.BatchCommands.Add(command);
        }

        using var stop = CancellationToken.Register(batch.Cancel);
        CancellationToken.ThrowIfCancellationRequested();
        using var reader = batch.ExecuteReader();
        for (var i = 0; i < sqls.Count; i++)
        {
            while (reader.Read())
                read(i, reader);
            reader.NextResult();
        }
    }

    /// <summary>From here on nobody can tell whether the change was made if the connection breaks.</summary>
    public void Commit()
    {
        CancellationToken.ThrowIfCancellationRequested();
        IsCommitting = true;
        _transaction.Commit();
        IsCommitting = false;
    }

    /// <summary>Ends it; what was not committed is undone.</summary>
    public void Dispose()
    {
        try
        {
            _transaction.Dispose();
        }
        catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException or TimeoutException)
        {
            // The connection is gone, and what it had begun with it; that is told by what failed before.
        }
        finally
        {
            Connection.Dispose();
        }
    }

    private NpgsqlCommand Create(SqlText sql, int? timeout = null)
    {
        var command = new NpgsqlCommand(sql.ToString(), Connection, _transaction);
        if ((timeout ?? _commandTimeout) is { } seconds)
            command.CommandTimeout = seconds;
        foreach (var parameter in sql.Parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}
