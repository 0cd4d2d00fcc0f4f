using Pipelines.Testing;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>The promises of every store, with vectors as bytes, by pgvector, and by pgvector with an index.</summary>
[TestFixture(PostgresVectorStorage.Bytes, false)]
[TestFixture(PostgresVectorStorage.Extension, false)]
[TestFixture(PostgresVectorStorage.Extension, true)]
internal sealed class PostgresPassageStoreTests(PostgresVectorStorage storage, bool isIndexed) : PassageStoreConformanceTests
{
    private TestDatabase? _database;

    // Statements are prepared by themselves and connections kept as they are, as an application may choose.
    private string ConnectionString => _database!.ConnectionString + ";Max Auto Prepare=50;No Reset On Close=true";

    protected override bool IsExact => !isIndexed;

    // Changing a graph takes long.
    protected override int RandomOperations => isIndexed ? 1500 : base.RandomOperations;

    [OneTimeSetUp]
    public void CreateDatabase() => _database = TestDatabase.Create(storage);

    [OneTimeTearDown]
    public void CloseDatabase() => _database?.Dispose();

    protected override IPassageStore CreateStore(int dimension, VectorMetric metric)
    {
        var store = PostgresPassageStore.Open(ConnectionString, new PostgresPassageStoreOptions
        {
            Name = _database!.NewName(),
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
            ConnectionString, new PostgresPassageStoreOptions { Name = name, CreateIfMissing = false });
    }
}
