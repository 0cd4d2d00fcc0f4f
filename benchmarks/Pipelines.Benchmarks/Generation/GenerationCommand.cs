using System.CommandLine;

namespace Pipelines.Benchmarks.Generation;

/// <summary>The command line of the generation benchmark.</summary>
internal static class GenerationCommand
{
    public static Command Create()
    {
        var batches = new Option<int[]>("--batches")
        {
            Description = "How many prompts at a time.",
            DefaultValueFactory = _ => [1, 8],
            AllowMultipleArgumentsPerToken = true,
        };
        batches.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>() is { } counts && counts.Any(b => b < 1))
                result.AddError("--batches takes whole numbers above 0.");
        });
        var prompt = Number("--prompt", "Tokens in a prompt.", 128, 1, 512);
        var tokens = Number("--new", "Tokens to add.", 64, 2, 512);
        var rounds = Number("--rounds", "Rounds; the table has their medians.", 3, 1, 1000);
        var threads = Number("--threads", "Threads; 0 means one per core.", 0, 0, 1024);
        var command = new Command("generation", "Greedy generation with GPT-2 124M of random weights: prompts and tokens a second.")
        {
            batches, prompt, tokens, rounds, threads,
        };
        command.SetAction(arguments => GenerationBenchmark.Run(
            arguments.GetRequiredValue(batches), arguments.GetValue(prompt), arguments.GetValue(tokens), arguments.GetValue(rounds),
            arguments.GetValue(threads), Console.Out));
        return command;
    }

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var given && (given < least || given > most))
                result.AddError($"{name} takes a whole number in [{least}, {most}].");
        });
        return option;
    }
}
