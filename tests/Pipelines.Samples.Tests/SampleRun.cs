using System.Text.Json;

namespace Pipelines.Samples.Tests;

/// <summary>A run of a sample in this process, as the command line would run it.</summary>
internal sealed record SampleRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a sample that nobody watches.</summary>
    /// <param name="sample">The sample's <c>Program.RunAsync</c>.</param>
    /// <param name="args">Its arguments.</param>
    public static async Task<SampleRun> Of(Func<string[], SampleConsole, CancellationToken, Task<int>> sample, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await sample(args, new SampleConsole(output, error, isInteractive: false), CancellationToken.None);
        return new SampleRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Reads the report in an output folder.</summary>
    public static JsonElement ReadReport(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, SampleReport.FileName)));
        return document.RootElement.Clone();
    }

    /// <summary>The run ended with one paragraph on what the user can mend.</summary>
    /// <param name="expected">What that says.</param>
    public void AssertUserError(params ReadOnlySpan<string> expected)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ExitCode, Is.EqualTo(SampleRunner.UserError), Output);
            foreach (var text in expected)
                Assert.That(Error, Does.Contain(text).IgnoreCase);
            Assert.That(Error, Does.StartWith("error: ").And.Not.Contain("   at "), "no stack trace");
            Assert.That(Error.Trim().Split('\n'), Has.Length.EqualTo(1), "one paragraph");
        }
    }
}
