using Npgsql;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>Tests on a database of their own, with stores of either kind of vectors.</summary>
internal abstract class DatabaseTests(PostgresVectorStorage storage)
{
    private readonly List<PostgresPassageStore> _stores = [];
    private TestDatabase? _database;

    protected PostgresVectorStorage Storage { get; } = storage;

    protected string ConnectionString => _database!.ConnectionString;

    protected NpgsqlDataSource Source => _database!.Source;

    [OneTimeSetUp]
    public void CreateDatabase() => _database = TestDatabase.Create(Storage);

    [OneTimeTearDown]
    public void CloseDatabase()
    {
        foreach (var store in _stores)
            store.Dispose();
        _database?.Dispose();
    }

    protected string NewName() => _database!.NewName();

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

    protected void Execute(string sql) => _database!.Execute(sql);

    protected object? Scalar(string sql) => _database!.Scalar(sql);

    protected static Passage Make(long id, string text, float[]? vector = null, params (string Key, MetadataValue Value)[] metadata) =>
        new(id, text) { Vector = vector, Metadata = metadata.ToDictionary(pair => pair.Key, pair => pair.Value) };

    protected static long[] Ids(IEnumerable<PassageHit> hits) => [.. hits.Select(hit => hit.Id)];
}
