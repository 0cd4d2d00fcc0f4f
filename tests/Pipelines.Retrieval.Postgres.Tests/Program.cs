using System.Globalization;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>A process that adds passages until it is killed, and says what is in the database for certain.</summary>
internal static class Program
{
    public const int BatchSize = 200;

    public static void Main(string[] args)
    {
        if (args is not [var connection, var name, var start])
            return;
        using var store = PostgresPassageStore.Open(connection, new PostgresPassageStoreOptions { Name = name });
        for (var batch = long.Parse(start, CultureInfo.InvariantCulture); ; batch++)
        {
            store.Add([.. Enumerable.Range(0, BatchSize).Select(i => new Passage((batch * BatchSize) + i, $"batch {batch} passage {i}")
            {
                Metadata = new Dictionary<string, MetadataValue> { ["batch"] = batch },
                Vector = new float[] { batch, i },
            })]);
            Console.WriteLine(batch.ToString(CultureInfo.InvariantCulture));
        }
    }
}
