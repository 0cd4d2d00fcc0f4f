using System.Text.Json;
using Shakespeare;
using Shakespeare.Play;

namespace Pipelines.Samples.Tests.Shakespeare;

/// <summary>Runs the sample in this process, as the command line would.</summary>
internal sealed record SampleRun(int ExitCode, string Output, string Error)
{
    /// <summary>A play of a few thousand characters: enough for a few blocks to learn from and some to measure on.</summary>
    public static string ShortPlay { get; } = new PlayWriter(7).Write(6_000);

    public static async Task<SampleRun> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await Program.RunAsync(args, new SampleConsole(output, error, isInteractive: false));
        return new SampleRun(exitCode, output.ToString(), error.ToString());
    }

    public static JsonElement ReadReport(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, SampleReport.FileName)));
        return document.RootElement.Clone();
    }
}
