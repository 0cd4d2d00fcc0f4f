using System.CommandLine;

namespace Pipelines.Benchmarks.Tasks;

/// <summary>The command line of the benchmark of tasks.</summary>
internal static class TasksCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "A folder with MMLU's dev and test folders; made up without." };
        var questions = new Option<int>("--questions") { Description = "How many questions.", DefaultValueFactory = _ => 60 };
        var shots = new Option<int>("--shots") { Description = "Worked examples before each.", DefaultValueFactory = _ => 5 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds in turn; the table has medians.", DefaultValueFactory = _ => 3 };
        var command = new Command("tasks", "MMLU by shared beginnings beside option by option.") { data, questions, shots, rounds };
        command.SetAction(arguments => TasksBenchmark.Run(
            arguments.GetValue(data), arguments.GetValue(questions), arguments.GetValue(shots), arguments.GetValue(rounds), Console.Out));
        return command;
    }
}
