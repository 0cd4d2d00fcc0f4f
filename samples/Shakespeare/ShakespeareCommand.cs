using System.CommandLine;
using Pipelines.Samples;

namespace Shakespeare;

/// <summary>The sample's command line.</summary>
internal static class ShakespeareCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="run">The sample.</param>
    public static RootCommand Create(Action<ShakespeareSettings, CancellationToken> run)
    {
        var common = new CommonOptions("shakespeare",
            "A text file to learn from, such as Tiny Shakespeare; without it the sample writes a play and learns from that.");
        var model = CommonOptions.Model(
            "A decoder to go on from, a folder in Hugging Face's layout with its tokenizer, instead of one from scratch.");
        var preset = CommonOptions.Choice("--preset", "Model and recipe.", [.. Preset.All.Select(p => p.Name)]);
        var tokenizer = CommonOptions.Choice(
            "--tokenizer", "What a token is: a character, or a piece of a byte-level BPE learned from the text.", "char", "bpe");
        var prompt = new Option<string?>("--prompt")
        {
            Description = "What the generated samples continue; a line of the validation text where not given.",
            HelpName = "TEXT",
        };
        prompt.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError("--prompt is empty; give at least one character.");
        });
        var command = new RootCommand("Pretrains a GPT on a text and lets it write: tokenize, pack, pretrain, generate.")
        {
            common.Data, model, preset, tokenizer, common.Steps, common.Threads, common.Seed, common.Resume, common.Out, prompt,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is not null && result.GetResult(tokenizer) is { Implicit: false })
                result.AddError("--tokenizer is for a model from scratch; that of --model has its own.");
        });
        command.SetAction((arguments, cancellationToken) =>
        {
            var chosen = Preset.Named(arguments.GetRequiredValue(preset));
            run(
                new ShakespeareSettings(
                    arguments.GetValue(common.Data), arguments.GetValue(model), chosen, arguments.GetRequiredValue(tokenizer),
                    arguments.GetValue(common.Steps) ?? chosen.Steps,
                    arguments.GetValue(common.Threads) ?? 0, arguments.GetValue(common.Seed), arguments.GetValue(common.Resume),
                    arguments.GetRequiredValue(common.Out), arguments.GetValue(prompt)),
                cancellationToken);
            return Task.FromResult(SampleRunner.Success);
        });
        return command;
    }
}
