using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Pipelines.Retrieval.Postgres.Tests;

[TestFixture(PostgresVectorStorage.Bytes)]
[TestFixture(PostgresVectorStorage.Extension)]
internal sealed class OpeningTests(PostgresVectorStorage storage) : DatabaseTests(storage)
{
    [Test]
    public void Store_opens_as_what_it_was_made()
    {
        var made = CreateStore(3, VectorMetric.L2, o => (o.Schema, o.TextConfiguration) = ("Other", "english"));
        made.Add([Make(1, "running", [1, 2, 3])]);

        using var opened = PostgresPassageStore.Open(Source, new PostgresPassageStoreOptions
        {
            Name = made.Name,
            Schema = "Other",
            CreateIfMissing = false,
        });

        Assert.That(
            (opened.Dimension, opened.Metric, opened.VectorStorage, opened.TextConfiguration),
            Is.EqualTo((3, VectorMetric.L2, Storage, "english")));
        Assert.That(Ids(opened.Search([new PassageQuery("ran OR run")])[0]), Is.EqualTo(new long[] { 1 }));
    }

    [Test]
    public void What_differs_from_the_store_is_refused()
    {
        var name = CreateStore(3, VectorMetric.L2).Name;
        foreach (var (change, message) in new (Action<PostgresPassageStoreOptions>, string)[]
        {
            (o => o.Dimension = 4, "vectors of 3, but 4 was asked for"),
            (o => o.Dimension = 0, "vectors of 3, but 0 was asked for"),
            (o => o.Metric = VectorMetric.Cosine, "metric L2, but Cosine"),
            (o => o.TextConfiguration = "english", "configuration simple, but english"),
            (o => o.VectorStorage = Storage == PostgresVectorStorage.Bytes ? PostgresVectorStorage.Extension : PostgresVectorStorage.Bytes,
                $"stored as {Storage}"),
        })
        {
            var options = new PostgresPassageStoreOptions { Name = name };
            change(options);
            Assert.That(
                () => PostgresPassageStore.Open(Source, options),
                Throws.TypeOf<PostgresSchemaException>().With.Message.Contains(message).And.Message.Contains(name));
        }
    }

    [Test]
    public void Later_versions_changed_tables_and_tables_of_others_are_refused()
    {
        var later = CreateStore(3).Name;
        Execute($"UPDATE pipelines_passage_stores SET version = 2 WHERE name = '{later}'");
        AssertRefused(later, "version 2");

        var changed = CreateStore(3).Name;
        Execute($"ALTER TABLE \"{changed}\" DROP COLUMN vector");
        AssertRefused(changed, "a column vector");

        var gone = CreateStore(3).Name;
        Execute($"DROP TABLE \"{gone}\"");
        AssertRefused(gone, "a column id");

        Execute("CREATE TABLE somebodys (id integer)");
        AssertRefused("somebodys", "no store of passages");

        void AssertRefused(string name, string message) => Assert.That(
            () => PostgresPassageStore.Open(Source, new PostgresPassageStoreOptions { Name = name }),
            Throws.TypeOf<PostgresSchemaException>().With.Message.Contains(message));
    }

    [Test]
    public void Store_that_is_not_there_is_refused_where_it_is_not_to_be_made()
    {
        Assert.That(
            () => PostgresPassageStore.Open(Source, new PostgresPassageStoreOptions { Name = "nothing", CreateIfMissing = false }),
            Throws.TypeOf<PostgresSchemaException>().With.Message.Contains("not there"));
        Assert.That(Scalar("SELECT to_regclass('nothing')::text"), Is.EqualTo(DBNull.Value));
    }

    [Test]
    public void Unknown_text_configuration_is_refused_with_those_there_are()
    {
        Assert.That(
            () => CreateStore(configure: o => o.TextConfiguration = "klingon"),
            Throws.TypeOf<PostgresSchemaException>().With.Message.Contains("'klingon'").And.Message.Contains("english"));
    }

    [Test]
    public void Several_may_make_a_store_at_once()
    {
        var options = new PostgresPassageStoreOptions { Name = NewName(), Schema = "crowded", Dimension = 2, VectorStorage = Storage };

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using var store = PostgresPassageStore.Open(Source, options);
            store.Add([Make(i, "blork", [1, 2])]);
        });

        using var opened = PostgresPassageStore.Open(Source, options);
        Assert.That(opened.Count(), Is.EqualTo(8));
    }

    [Test]
    public void Deleted_store_is_gone_and_its_name_free()
    {
        var store = CreateStore(2);
        store.Add([Make(1, "blork", [1, 2])]);

        store.Delete();

        Assert.That(() => store.Count(), Throws.TypeOf<PostgresSchemaException>().With.Message.Contains("gone"));
        Assert.That(() => store.Add([Make(1, "blork")]), Throws.TypeOf<PostgresSchemaException>());
        using var next = PostgresPassageStore.Open(
            Source, new PostgresPassageStoreOptions { Name = store.Name, Dimension = 5, VectorStorage = Storage });
        Assert.That(next.Count(), Is.Zero);
    }

    [Test]
    public void Bytes_have_no_index_and_the_extension_must_be_there()
    {
        if (Storage == PostgresVectorStorage.Extension)
            Assert.Ignore("This is about databases without the extension.");
        var store = CreateStore(2);

        Assert.That(() => store.BuildVectorIndex(), Throws.TypeOf<PostgresSchemaException>().With.Message.Contains("Extension"));
        Assert.That(
            () => CreateStore(2, configure: o => o.VectorStorage = PostgresVectorStorage.Extension),
            Throws.TypeOf<PostgresSchemaException>().With.Message.Contains("CREATE EXTENSION"));
        Assert.That(CreateStore(2, configure: o => o.VectorStorage = PostgresVectorStorage.Auto).VectorStorage, Is.EqualTo(Storage));
    }

    [Test]
    public void Other_encodings_are_refused()
    {
        Execute($"CREATE DATABASE latin{(int)Storage} ENCODING LATIN1 LOCALE 'C' TEMPLATE template0");
        var latin = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = $"latin{(int)Storage}", Pooling = false };

        Assert.That(
            () => PostgresPassageStore.Open(latin.ConnectionString),
            Throws.TypeOf<PostgresSchemaException>().With.Message.Contains("LATIN1"));
    }

    [Test]
    public void Database_that_is_not_there_is_named()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(ConnectionString) { Host = "/nowhere", Password = "secret" };
        var missing = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "missing" };

        Assert.That(
            () => PostgresPassageStore.Open(nowhere.ConnectionString),
            Throws.TypeOf<PostgresConnectionException>().With.Message.Contains("/nowhere").And.Message.Not.Contains("secret"));
        Assert.That(
            () => PostgresPassageStore.Open(missing.ConnectionString),
            Throws.TypeOf<PostgresConnectionException>().With.Message.Contains("no such database").And.Message.Contains("'missing'"));
    }

    [Test]
    public void Store_is_a_service_by_its_name()
    {
        var (one, two) = (NewName(), NewName());
        var services = new ServiceCollection();
        services.AddSingleton(Source);
        services.AddPipelines()
            .AddPostgresPassageStore(one, ConnectionString, o => o.Dimension = 4)
            .AddPostgresPassageStore(two);
        using var provider = services.BuildServiceProvider();

        var store = provider.GetRequiredKeyedService<IPassageStore>(one);
        provider.GetRequiredKeyedService<IPassageStore>(two).Add([Make(1, "blork")]);

        Assert.That(store.Dimension, Is.EqualTo(4));
        Assert.That(provider.GetRequiredKeyedService<IPassageStore>(one), Is.SameAs(store));
        Assert.That(store.Count(), Is.Zero);
    }

    [Test]
    public void Service_without_a_database_says_so()
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddPostgresPassageStore("lonely");
        using var provider = services.BuildServiceProvider();

        Assert.That(
            () => provider.GetRequiredKeyedService<IPassageStore>("lonely"),
            Throws.InstanceOf<PostgresConnectionException>().With.Message.Contains("NpgsqlDataSource"));
    }
}
