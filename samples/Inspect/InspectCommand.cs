using System.CommandLine;
using Pipelines.Samples;

namespace Inspect;

/// <summary>The sample's command line.</summary>
internal static class InspectCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="run">The sample; gives the exit code.</param>
    public static RootCommand Create(Func<InspectSettings, int> run)
    {
        var folder = new Argument<string?>("FOLDER")
        {
            Description = "The same as --model.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        // A misspelt option is not a folder.
        folder.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] value }])
                result.AddError($"There is no option {value}.");
        });
        var model = CommonOptions.Model(
            "A model folder in Hugging Face's layout: config.json and model.safetensors, or its parts. Without it the sample writes a "
                + "tiny one.");
        var tensors = new Option<bool>("--tensors") { Description = "Lists every tensor of the files, not only the modules." };
        var seed = CommonOptions.MakeSeed();
        var output = CommonOptions.MakeOut("inspect");
        var command = new RootCommand("Shows what a model folder holds, without loading more of it than needed.")
        {
            folder, model, tensors, seed, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(folder) is not null && result.GetValue(model) is not null)
                result.AddError("The folder was given twice; give it once, with --model.");
        });
        command.SetAction((arguments, _) => Task.FromResult(run(new InspectSettings(
            arguments.GetValue(model) ?? arguments.GetValue(folder), arguments.GetValue(tensors), arguments.GetValue(seed),
            arguments.GetRequiredValue(output)))));
        return command;
    }
}
