using System.CommandLine;
using Pipelines;
using Pipelines.Nn;
using Pipelines.Samples;
using Pipelines.Training;

namespace Inspect;

/// <summary>What a model folder holds: family, parameters by module, memory, tokenizer, and anything missing or unused.</summary>
public static class Program
{
    /// <summary>
    /// The exit code for a folder that was read, but whose model could not be loaded: something is missing or does not fit.
    /// </summary>
    public const int Incomplete = 2;

    /// <summary>Runs the sample; <c>--help</c> tells how.</summary>
    /// <returns>
    /// 0 for a folder in order, 1 for something the user can mend, <see cref="Incomplete"/> for a model that cannot be loaded.
    /// </returns>
    public static Task<int> Main(string[] args) => RunAsync(args, SampleConsole.Standard);

    /// <summary>As <see cref="Main"/>, writing to a console of the caller's.</summary>
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default)
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = "A model folder in Hugging Face's layout: config.json and model.safetensors, or its parts.",
        };
        var tensors = new Option<bool>("--tensors") { Description = "Lists every tensor of the files, not only the modules." };
        var command = new RootCommand("Shows what a model folder holds, without loading more of it than needed.") { folder, tensors };
        command.SetAction((arguments, _) => Task.FromResult(Run(arguments.GetRequiredValue(folder), arguments.GetValue(tensors), console)));
        return SampleRunner.RunAsync(command, args, console, cancellationToken);
    }

    private static int Run(string path, bool listTensors, SampleConsole console) => ModelFolderGuard.Run(() =>
    {
        using var folder = ModelFolder.Open(path);
        var report = ModelReport.Create(folder);
        ReportView.Write(console, report, TensorGroups.Of(folder.Weights, byLayer: listTensors));
        return report.IsInOrder ? SampleRunner.Success : Incomplete;
    });
}
