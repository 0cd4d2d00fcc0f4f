using Npgsql;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>A database for the stores of a fixture, with pgvector where they are to have it.</summary>
internal sealed class TestDatabase : IDisposable
{
    private int _names;

    private TestDatabase(string connectionString) =>
        (ConnectionString, Source) = (connectionString, NpgsqlDataSource.Create(connectionString));

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>Makes one; where that cannot be, the tests of the fixture are skipped and say why.</summary>
    public static TestDatabase Create(PostgresVectorStorage storage)
    {
        var database = new TestDatabase(PostgresServer.Shared.CreateDatabase());
        if (storage != PostgresVectorStorage.Extension)
            return database;
        if (database.Scalar("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'") is null)
        {
            database.Dispose();
            Assert.Ignore("pgvector is not installed beside this PostgreSQL: its package is postgresql-NN-pgvector, where there is one.");
        }

        // Not where everything is looked for first: its type and operators must be found all the same.
        database.Execute("CREATE SCHEMA extensions; CREATE EXTENSION vector SCHEMA extensions");
        return database;
    }

    public string NewName() => $"store_{Interlocked.Increment(ref _names)}";

    public void Execute(string sql)
    {
        using var command = Source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    public object? Scalar(string sql)
    {
        using var command = Source.CreateCommand(sql);
        return command.ExecuteScalar();
    }

    public void Dispose() => Source.Dispose();
}
