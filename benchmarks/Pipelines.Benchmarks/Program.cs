using System.CommandLine;
using BenchmarkDotNet.Running;
using Pipelines.Benchmarks.Adapters;
using Pipelines.Benchmarks.Generation;
using Pipelines.Benchmarks.Searching;
using Pipelines.Benchmarks.Tokenizing;
using Pipelines.Benchmarks.Training;

namespace Pipelines.Benchmarks;

/// <summary>
/// <c>training</c> compares whole training steps with PyTorch, <c>tokenizing</c> tokenizers with Node packages, <c>generation</c> measures
/// generation, <c>adapters</c> the steps and memory of adapters beside full fine-tuning, <c>searching</c> vector indexes beside FAISS
/// and <c>capacity</c> how much memory a large vector index takes; anything else goes to BenchmarkDotNet:
/// <c>--filter *</c>, <c>--list flat</c>.
/// </summary>
public static class Program
{
    /// <summary>Runs a command.</summary>
    public static int Main(string[] args)
    {
        if (args is ["training" or "tokenizing" or "generation" or "adapters" or "searching" or "capacity", ..])
        {
            var root = new RootCommand("Benchmarks of Pipelines.")
            {
                TrainingCommand.Create(), TokenizingCommand.Create(), GenerationCommand.Create(), AdapterCommand.Create(),
                SearchingCommand.Create(), CapacityCommand.Create(),
            };
            return root.Parse(args).Invoke();
        }

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
    }
}
