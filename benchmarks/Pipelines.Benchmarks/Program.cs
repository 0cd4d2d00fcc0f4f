using System.CommandLine;
using BenchmarkDotNet.Running;
using Pipelines.Benchmarks.Adapters;
using Pipelines.Benchmarks.Exam;
using Pipelines.Benchmarks.Generation;
using Pipelines.Benchmarks.Retrieving;
using Pipelines.Benchmarks.Scoring;
using Pipelines.Benchmarks.Searching;
using Pipelines.Benchmarks.Tasks;
using Pipelines.Benchmarks.Tokenizing;
using Pipelines.Benchmarks.Training;

namespace Pipelines.Benchmarks;

/// <summary>
/// Whole-task comparisons by name, <c>--help</c> lists them; anything else goes to BenchmarkDotNet: <c>--filter *</c>, <c>--list flat</c>.
/// </summary>
public static class Program
{
    /// <summary>Runs a command.</summary>
    public static int Main(string[] args)
    {
        Command[] commands =
        [
            TrainingCommand.Create(),
            TokenizingCommand.Create(),
            GenerationCommand.Create(),
            AdapterCommand.Create(),
            SearchingCommand.Create(),
            CapacityCommand.Create(),
            ScoringCommand.Create(),
            ExamCommand.Create(),
            TasksCommand.Create(),
            RetrievalCommand.Create(),
        ];
        if (args.Length > 0 && (args[0] is "--help" or "-h" || Array.Exists(commands, command => command.Name == args[0])))
        {
            var root = new RootCommand("Benchmarks of Pipelines.");
            foreach (var command in commands)
                root.Add(command);
            return root.Parse(args).Invoke();
        }

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
    }
}
