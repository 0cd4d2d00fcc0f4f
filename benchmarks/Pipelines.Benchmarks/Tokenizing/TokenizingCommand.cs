using System.CommandLine;

namespace Pipelines.Benchmarks.Tokenizing;

/// <summary>The command line of the tokenizing benchmark.</summary>
internal static class TokenizingCommand
{
    public static Command Create()
    {
        var text = new Option<string>("--text")
        {
            Description = "The text.",
            DefaultValueFactory = _ => "../shared/data/tinyshakespeare/input.txt",
        };
        var tokenizer = new Option<string>("--tokenizer")
        {
            Description = "A tokenizer.json with GPT-2's vocabulary.",
            DefaultValueFactory = _ => "../shared/goldens/tok-gpt-2/tokenizer.json",
        };
        var packages = new Option<string?>("--packages")
        {
            Description = "Where benchmarks/node/package.json was installed; without it ours are measured alone.",
        };
        var rounds = new Option<int>("--rounds") { Description = "Rounds for each side.", DefaultValueFactory = _ => 5 };
        var command = new Command("tokenizing", "Encodes a text with GPT-2's vocabulary, in turn with Node packages.")
        {
            text, tokenizer, packages, rounds,
        };
        command.SetAction(arguments => new TokenizingBenchmark(
            arguments.GetRequiredValue(text), arguments.GetRequiredValue(tokenizer), arguments.GetValue(packages),
            Math.Max(1, arguments.GetRequiredValue(rounds)), Console.Out).Run() ? 0 : 1);
        return command;
    }
}
