using Pipelines.Testing;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>The promises of every store, with vectors as bytes, by pgvector, and by pgvector with an index.</summary>
[TestFixture(PostgresVectorStorage.Bytes, false)]
[TestFixture(PostgresVectorStorage.Extension, false)]
[TestFixture(PostgresVectorStorage.Extension, true)]
internal sealed class PostgresPassageStoreTests(PostgresVectorStorage storage, bool isIndexed) : PassageStoreConformanceTests
{
    private TestDatabase? _database;

    protected override bool IsExact => !isIndexed;

    [OneTimeSetUp]
    public void CreateDatabase() => _database = TestDatabase.Create(storage);

    [OneTimeTearDown]
    public void CloseDatabase() => _database?.Dispose();

    protected override IPassageStore CreateStore(int dimension, VectorMetric metric)
    {
        var store = PostgresPassageStore.Open(_database!.ConnectionString, new PostgresPassageStoreOptions
        {
            Name = _database.NewName(),
            Dimension = dimension,
            Metric = metric,
            VectorStorage = storage,
        });
        if (isIndexed && dimension > 0)
            store.BuildVectorIndex();
        return store;
    }

    protected override IPassageStore Reopen(IPassageStore store)
    {
        var name = ((PostgresPassageStore)store).Name;
        ((PostgresPassageStore)store).Dispose();
        return PostgresPassageStore.Open(
            _database!.ConnectionString, new PostgresPassageStoreOptions { Name = name, CreateIfMissing = false });
    }
}
