using System.CommandLine;

namespace Pipelines.Benchmarks.Scoring;

/// <summary>The command line of the scoring benchmark.</summary>
internal static class ScoringCommand
{
    public static Command Create()
    {
        var pairs = new Option<int>("--pairs") { Description = "How many pairs of texts.", DefaultValueFactory = _ => 10_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds in turn; the table has medians.", DefaultValueFactory = _ => 3 };
        var python = new Option<string>("--python") { Description = "A Python.", DefaultValueFactory = _ => "python3" };
        var command = new Command("scoring", "ROUGE beside plain Python.") { pairs, rounds, python };
        command.SetAction(arguments => ScoringBenchmark.Run(
            arguments.GetValue(pairs), arguments.GetValue(rounds), arguments.GetRequiredValue(python), Console.Out));
        return command;
    }
}
