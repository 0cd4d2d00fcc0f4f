using System.CommandLine;

namespace Pipelines.Benchmarks.Searching;

/// <summary>The command line of the search benchmark.</summary>
internal static class SearchingCommand
{
    public static Command Create()
    {
        var count = new Option<int>("--vectors") { Description = "How many vectors.", DefaultValueFactory = _ => 100_000 };
        var queries = new Option<int>("--queries") { Description = "How many queries; at least 200.", DefaultValueFactory = _ => 1000 };
        var dimension = new Option<int>("--dimension") { Description = "Numbers in a vector.", DefaultValueFactory = _ => 384 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds in turn; the table has their medians.", DefaultValueFactory = _ => 5 };
        var python = new Option<string>("--python") { Description = "A Python with FAISS.", DefaultValueFactory = _ => "/usr/bin/python3" };
        var core = new Option<string?>("--openblas-core") { Description = "The processor that OpenBLAS shall take kernels for." };
        var command = new Command("searching", "Vector indexes beside FAISS (python3-faiss).") { count, queries, dimension, rounds, python, core };
        command.SetAction(arguments => SearchingBenchmark.Run(
            arguments.GetValue(count), arguments.GetValue(queries), arguments.GetValue(dimension), arguments.GetValue(rounds),
            arguments.GetRequiredValue(python), arguments.GetValue(core), Console.Out));
        return command;
    }
}
