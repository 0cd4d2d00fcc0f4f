using System.CommandLine;

namespace Pipelines.Benchmarks.Exam;

/// <summary>The command line of the exam benchmark.</summary>
internal static class ExamCommand
{
    public static Command Create()
    {
        var train = new Option<string>("--train") { Description = "The exam to learn from, a CSV file.", Required = true };
        var test = new Option<string>("--test") { Description = "The exam to be measured on, a CSV file.", Required = true };
        var encoder = new Option<string>("--encoder") { Description = "deberta or bert.", DefaultValueFactory = _ => "deberta" };
        encoder.AcceptOnlyFromAmong("deberta", "bert");
        var epochs = new Option<double>("--epochs") { Description = "Passes over the training questions.", DefaultValueFactory = _ => 1.5 };
        var size = new Option<int>("--size") { Description = "Elements of a token's vector.", DefaultValueFactory = _ => 128 };
        var layers = new Option<int>("--layers") { Description = "Layers.", DefaultValueFactory = _ => 2 };
        var rate = new Option<double>("--learning-rate") { Description = "The peak learning rate.", DefaultValueFactory = _ => 1e-3 };
        var seed = new Option<int>("--seed") { Description = "Decides weights, order and dropout.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 means one per core.", DefaultValueFactory = _ => 0 };
        var folder = new Option<string?>("--save") { Description = "Where model folder and submission are written; nowhere by default." };
        var command = new Command("exam", "A multiple-choice encoder from scratch beside baselines that learn nothing.")
        {
            train, test, encoder, epochs, size, layers, rate, seed, threads, folder,
        };
        command.SetAction(arguments => new ExamBenchmark(
            new ExamBenchmarkOptions(
                arguments.GetRequiredValue(train), arguments.GetRequiredValue(test), arguments.GetRequiredValue(encoder),
                arguments.GetValue(epochs), arguments.GetValue(size), arguments.GetValue(layers), arguments.GetValue(rate),
                arguments.GetValue(seed), arguments.GetValue(threads), arguments.GetValue(folder)),
            Console.Out).Run());
        return command;
    }
}
