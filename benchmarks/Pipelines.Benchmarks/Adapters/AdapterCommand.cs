using System.CommandLine;
using Pipelines.Benchmarks.Training;

namespace Pipelines.Benchmarks.Adapters;

/// <summary>The command line of the adapter benchmark.</summary>
internal static class AdapterCommand
{
    public static Command Create()
    {
        var shape = new Option<string>("--shape") { Description = "Which shape, by letter.", DefaultValueFactory = _ => "C" };
        shape.AcceptOnlyFromAmong([.. TrainingShape.All.Select(s => s.Name)]);
        var methods = new Option<AdapterMethod[]>("--methods")
        {
            Description = "Which methods; the first is what the others are compared with.",
            DefaultValueFactory = _ => Enum.GetValues<AdapterMethod>(),
            AllowMultipleArgumentsPerToken = true,
        };
        var targets = new Option<string[]>("--targets")
        {
            Description = "The modules that adapters go into.",
            DefaultValueFactory = _ => ["c_attn"],
            AllowMultipleArgumentsPerToken = true,
        };
        var rank = new Option<int>("--rank") { Description = "The adapters' rank.", DefaultValueFactory = _ => 16 };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Rounds for each method; the table has their medians.",
            DefaultValueFactory = _ => 5,
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "About how long a round is, in seconds; it is at least one step.",
            DefaultValueFactory = _ => 3,
        };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 means one per core.", DefaultValueFactory = _ => 0 };
        var command = new Command("adapters", "Steps and memory of full fine-tuning and of adapters, in turn.")
        {
            shape, methods, targets, rank, rounds, seconds, threads,
        };
        command.SetAction(arguments => new AdapterBenchmark(
            new AdapterBenchmarkOptions(
                TrainingShape.All.Single(s => s.Name == arguments.GetRequiredValue(shape)), arguments.GetRequiredValue(methods),
                arguments.GetValue(rank), arguments.GetRequiredValue(targets), arguments.GetValue(rounds), arguments.GetValue(seconds),
                arguments.GetValue(threads)),
            Console.Out).Run());
        return command;
    }
}
