using System.CommandLine;
using System.Diagnostics;

namespace Pipelines.Benchmarks.Searching;

/// <summary>The command line of the memory benchmark: each index in a process of its own, whose heap is limited.</summary>
internal static class CapacityCommand
{
    public static Command Create()
    {
        var indexes = new Option<string[]>("--index")
        {
            Description = "Which indexes: flat, ivfpq, hnsw, ivf, sq.",
            DefaultValueFactory = _ => ["flat", "ivfpq"],
            AllowMultipleArgumentsPerToken = true,
        };
        indexes.AcceptOnlyFromAmong("flat", "ivfpq", "hnsw", "ivf", "sq");
        var count = new Option<int>("--vectors") { Description = "How many vectors.", DefaultValueFactory = _ => 1_000_000 };
        var dimension = new Option<int>("--dimension") { Description = "Numbers in a vector; a multiple of 4.", DefaultValueFactory = _ => 384 };
        var limit = new Option<double>("--limit") { Description = "GiB that a process may take.", DefaultValueFactory = _ => 6 };
        var here = new Option<bool>("--here") { Description = "In this process, whose memory is not limited." };
        var command = new Command("capacity", "What a large vector index takes: memory, seconds to build, to search and to open.")
        {
            indexes, count, dimension, limit, here,
        };
        command.SetAction(arguments =>
        {
            var isHere = arguments.GetValue(here);
            var kinds = arguments.GetRequiredValue(indexes);
            if (isHere)
                return kinds.Max(k => CapacityRun.Run(
                    k, arguments.GetValue(count), arguments.GetValue(dimension), arguments.GetValue(limit), Console.Out));
            Console.WriteLine("| index | built in | a query of 200 | one alone | recall@10 | saved in | file | opened in | peak resident set |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
            return kinds.Max(k => RunChild(k, arguments.GetValue(count), arguments.GetValue(dimension), arguments.GetValue(limit)));
        });
        return command;
    }

    private static int RunChild(string kind, int count, int dimension, double limit)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(CapacityCommand).Assembly.Location);
        string[] arguments =
        [
            "capacity", "--here", "--index", kind, "--vectors", $"{count}", "--dimension", $"{dimension}", "--limit", $"{limit}",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = $"{(long)(limit * (1L << 30)):X}";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.WaitForExit();
        return process.ExitCode;
    }
}
