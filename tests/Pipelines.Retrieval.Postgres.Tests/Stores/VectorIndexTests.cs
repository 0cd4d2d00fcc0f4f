namespace Pipelines.Retrieval.Postgres.Tests;

[TestFixture(PostgresVectorStorage.Extension)]
internal sealed class VectorIndexTests(PostgresVectorStorage storage) : DatabaseTests(storage)
{
    private const int Dimension = 16;
    private const int Count = 4000;

    [Test]
    public void Indexes_find_most_of_the_nearest(
        [Values] PostgresVectorIndexKind kind, [Values] VectorMetric metric)
    {
        var store = Fill(metric);
        var queries = Queries(20);
        var exact = store.Search(queries);

        store.BuildVectorIndex(new PostgresVectorIndexOptions { Kind = kind, ListCount = 20 });
        Execute($"ANALYZE \"{store.Name}\"");
        var found = store.Search(queries);

        Assert.That(Plan(store, metric), Does.Contain($"{store.Name}_vector"));
        var common = exact.Zip(found, (left, right) => Ids(left).Intersect(Ids(right)).Count()).Sum();
        Assert.That(common / (double)exact.Sum(hits => hits.Count), Is.GreaterThan(0.9));
        for (var i = 0; i < found.Count; i++)
        {
            Assert.That(found[i].Select(hit => hit.Score), Is.Ordered.Descending);
            foreach (var hit in found[i].Where(hit => Ids(exact[i]).Contains(hit.Id)))
                Assert.That(hit.Score, Is.EqualTo(exact[i].First(other => other.Id == hit.Id).Score).Within(1e-6));
        }

        store.DropVectorIndex();
        Assert.That(store.Search(queries).Select(Ids), Is.EqualTo(exact.Select(Ids)));
    }

    [Test]
    public void Filters_and_large_numbers_of_hits_are_filled_up_exactly([Values] PostgresVectorIndexKind kind)
    {
        var store = Fill(VectorMetric.L2);
        var options = new PassageSearchOptions { TopK = 30, Filter = PassageFilter.Equal("rare", 1) };
        var all = new PassageSearchOptions { TopK = 3000 };
        var (exact, exactAll) = (store.Search(Queries(5), options), store.Search(Queries(2), all));

        store.BuildVectorIndex(new PostgresVectorIndexOptions { Kind = kind, ListCount = 50 });
        Execute($"ANALYZE \"{store.Name}\"");

        Assert.That(exact.Select(hits => hits.Count), Is.All.EqualTo(30));
        Assert.That(store.Search(Queries(5), options).Select(Ids), Is.EqualTo(exact.Select(Ids)));
        Assert.That(store.Search(Queries(2), all).Select(hits => hits.Count), Is.All.EqualTo(3000));
        Assert.That(store.Search(Queries(2), all).Select(hits => hits[0].Id), Is.EqualTo(exactAll.Select(hits => hits[0].Id)));
    }

    [Test]
    public void What_pgvector_refuses_is_said()
    {
        var store = CreateStore(2001);

        Assert.That(
            () => store.BuildVectorIndex(), Throws.InstanceOf<PostgresStoreException>().With.Message.Contains("2000 dimensions"));
        Assert.That(
            () => store.BuildVectorIndex(new PostgresVectorIndexOptions { LinkCount = 1 }), Throws.InstanceOf<OptionsException>());
    }

    private PostgresPassageStore Fill(VectorMetric metric)
    {
        var random = new Random(7);
        var store = CreateStore(Dimension, metric);
        store.Add([.. Enumerable.Range(0, Count).Select(i => Make(i, $"blork {i}", Vector(random), ("rare", i % 100 == 0 ? 1 : 0)))]);
        return store;
    }

    private string Plan(PostgresPassageStore store, VectorMetric metric)
    {
        var zeros = "'[" + string.Join(',', Enumerable.Repeat("1", Dimension)) + "]'::extensions.vector";
        var symbol = metric == VectorMetric.L2 ? "<->" : "<#>";
        using var command = Source.CreateCommand(
            $"EXPLAIN SELECT id, distance FROM (SELECT id, vector OPERATOR(extensions.{symbol}) {zeros} AS distance FROM \"{store.Name}\" "
            + "WHERE vector IS NOT NULL ORDER BY distance FETCH FIRST (10) ROWS WITH TIES) nearest ORDER BY distance, id");
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private static PassageQuery[] Queries(int count)
    {
        var random = new Random(8);
        return [.. Enumerable.Range(0, count).Select(_ => new PassageQuery(null, Vector(random)))];
    }

    private static float[] Vector(Random random) => [.. Enumerable.Range(0, Dimension).Select(_ => random.NextSingle() - 0.5f)];
}
