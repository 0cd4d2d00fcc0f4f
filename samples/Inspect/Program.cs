using Pipelines.Nn;
using Pipelines.Samples;
using Pipelines.Tensors;
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
    public static Task<int> RunAsync(string[] args, SampleConsole console, CancellationToken cancellationToken = default) =>
        SampleRunner.RunAsync(InspectCommand.Create(settings => Run(settings, console)), args, console, cancellationToken);

    private static int Run(InspectSettings settings, SampleConsole console) => ModelFolderGuard.Run(() =>
    {
        var output = new OutputFolder(settings.Out);
        using var backend = new CpuBackend(1);

        // A model folder: a given one, or a tiny one that is written now.
        var path = settings.Model ?? output.Combine("model");
        if (settings.Model is null)
            TinyModel.Write(backend, path, settings.Seed);

        // What is in it, of which only what is needed is read.
        using var folder = ModelFolder.Open(path);
        var report = ModelReport.Create(folder, backend);
        var groups = TensorGroups.Of(folder.Weights, byLayer: settings.ListsTensors);
        var view = new ReportView(report, groups);

        // For a person here, and for programs and later.
        view.Write(console);
        new SampleReport
        {
            Sample = "inspect",
            Metrics = view.Metrics(),
            Settings = settings.Describe(),
            Environment = SampleEnvironment.Describe(backend),
            Title = $"What is in {PathName.Of(path)}",
            Subtitle = $"{report.Family}, {(report.IsInOrder ? "in order" : "not in order")}",
            Results = view.AddTo,
        }.Save(output);
        console.WriteLine();
        console.WriteLine($"{output.Path}: {SampleReport.PageName}, {SampleReport.FileName}{(settings.Model is null ? ", model" : "")}");
        return report.IsInOrder ? SampleRunner.Success : Incomplete;
    });
}
