using System.CommandLine;

namespace Pipelines.Benchmarks.Searching;

/// <summary>The command line of the search benchmark.</summary>
internal static class SearchingCommand
{
    public static Command Create()
    {
        var indexes = new Option<string[]>("--index")
        {
            Description = "Which indexes: flat, hnsw, ivfpq, ivf, sq.",
            DefaultValueFactory = _ => ["flat", "hnsw", "ivfpq"],
            AllowMultipleArgumentsPerToken = true,
        };
        indexes.AcceptOnlyFromAmong("flat", "hnsw", "ivfpq", "ivf", "sq");
        var count = new Option<int>("--vectors") { Description = "How many vectors.", DefaultValueFactory = _ => 100_000 };
        var queries = new Option<int>("--queries") { Description = "How many queries; at least 100.", DefaultValueFactory = _ => 1000 };
        var dimension = new Option<int>("--dimension") { Description = "Numbers in a vector.", DefaultValueFactory = _ => 384 };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Rounds in turn, of which medians are shown.",
            DefaultValueFactory = _ => 5,
        };
        var parts = new Option<int>("--parts") { Description = "Bytes of a code of IVF-PQ.", DefaultValueFactory = _ => 48 };
        var python = new Option<string>("--python") { Description = "A Python with FAISS.", DefaultValueFactory = _ => "/usr/bin/python3" };
        var command = new Command("searching", "Vector indexes beside FAISS (python3-faiss).")
        {
            indexes, count, queries, dimension, rounds, parts, python,
        };
        command.SetAction(arguments =>
        {
            using var data = new SearchData(arguments.GetValue(count), arguments.GetValue(queries), arguments.GetValue(dimension));
            var benchmark = new SearchingBenchmark(
                data, arguments.GetRequiredValue(python), arguments.GetValue(rounds), arguments.GetValue(parts), Console.Out);
            benchmark.Run(arguments.GetRequiredValue(indexes));
            return 0;
        });
        return command;
    }
}
