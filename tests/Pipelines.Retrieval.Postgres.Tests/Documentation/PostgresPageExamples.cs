using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>What <c>docs/postgres.md</c> shows, compiled.</summary>
internal static class PostgresPageExamples
{
    public static IReadOnlyList<PassageHit> Using(string connectionString, float[] vector, float[] question)
    {
        using var store = PostgresPassageStore.Open(connectionString, new PostgresPassageStoreOptions
        {
            Name = "science",
            Dimension = 384,
            TextConfiguration = "english",
        });
        store.Add([new Passage(17, "Photosynthesis turns light into chemical energy.")
        {
            Metadata = new Dictionary<string, MetadataValue> { ["year"] = 2021, ["field"] = "biology" },
            Vector = vector,
        }]);
        var hits = store.Search(
            [new PassageQuery("How do plants use light?", question)],
            new PassageSearchOptions { TopK = 5, Filter = PassageFilter.Range("year", minimum: 2000) })[0];
        return hits;
    }

    public static void Registering(IServiceCollection services, string connectionString)
    {
        services.AddPipelines().AddPostgresPassageStore("science", connectionString, o => o.Dimension = 384);
        services.AddSingleton(NpgsqlDataSource.Create(connectionString));
        services.AddPipelines().AddPostgresPassageStore("history");                 // over the registered data source
    }

    public static void Indexing(PostgresPassageStore store)
    {
        store.BuildVectorIndex(new PostgresVectorIndexOptions { Kind = PostgresVectorIndexKind.Hnsw, LinkCount = 32 });
        store.DropVectorIndex();                                                    // searches are exact again
    }
}
