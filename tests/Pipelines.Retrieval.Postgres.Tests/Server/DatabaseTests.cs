using Npgsql;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>Tests on a database of their own, with stores of either kind of vectors.</summary>
internal abstract class DatabaseTests(PostgresVectorStorage storage)
{
    private readonly List<PostgresPassageStore> _stores = [];
    private int _names;

    protected PostgresVectorStorage Storage { get; } = storage;

    protected string ConnectionString { get; private set; } = "";

    protected NpgsqlDataSource Source { get; private set; } = null!;

    [OneTimeSetUp]
    public void CreateDatabase()
    {
        ConnectionString = PostgresServer.Shared.CreateDatabase();
        Source = NpgsqlDataSource.Create(ConnectionString);
        if (Storage != PostgresVectorStorage.Extension)
            return;
        if (Scalar("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'") is null)
        {
            Source.Dispose();
            Assert.Ignore("pgvector is not installed beside this PostgreSQL: its package is postgresql-NN-pgvector, where there is one.");
        }

        // Not where everything is looked for first: its type and operators must be found all the same.
        Execute("CREATE SCHEMA extensions; CREATE EXTENSION vector SCHEMA extensions");
    }

    [OneTimeTearDown]
    public void CloseDatabase()
    {
        foreach (var store in _stores)
            store.Dispose();
        Source?.Dispose();
    }

    protected string NewName() => $"store_{Interlocked.Increment(ref _names)}";

    protected PostgresPassageStore CreateStore(
        int dimension = 0, VectorMetric metric = VectorMetric.Cosine, Action<PostgresPassageStoreOptions>? configure = null)
    {
        var options = new PostgresPassageStoreOptions
        {
            Name = NewName(),
            Dimension = dimension,
            Metric = metric,
            VectorStorage = Storage,
        };
        configure?.Invoke(options);
        var store = PostgresPassageStore.Open(ConnectionString, options);
        lock (_stores)
            _stores.Add(store);
        return store;
    }

    protected void Execute(string sql)
    {
        using var command = Source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    protected object? Scalar(string sql)
    {
        using var command = Source.CreateCommand(sql);
        return command.ExecuteScalar();
    }

    protected static Passage Make(long id, string text, float[]? vector = null, params (string Key, MetadataValue Value)[] metadata) =>
        new(id, text) { Vector = vector, Metadata = metadata.ToDictionary(pair => pair.Key, pair => pair.Value) };

    protected static long[] Ids(IEnumerable<PassageHit> hits) => [.. hits.Select(hit => hit.Id)];
}
