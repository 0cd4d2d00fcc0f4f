using System.Text.RegularExpressions;

namespace Pipelines.Samples.Tests.Readme;

[NonParallelizable]
public partial class ReadmeTests
{
    private static string Here => Path.Combine(TestContext.CurrentContext.TestDirectory, "Readme");

    [Test]
    public void TheExampleIsTheCompiledOne()
    {
        var shown = CSharpBlock().Match(File.ReadAllText(Path.Combine(Here, "README.md"))).Groups[1].Value;
        var compiled = Region().Match(File.ReadAllText(Path.Combine(Here, "ReadmeExample.cs.txt"))).Groups[1].Value;
        Assert.That(compiled, Is.Not.Empty);
        Assert.That(Lines(shown), Is.EqualTo(Lines(compiled).Select(l => l.Length >= 8 ? l[8..] : l)));
    }

    [Test]
    public void ThereAreExactlyTwoCommandsToSetUp()
    {
        var section = SetUp().Match(File.ReadAllText(Path.Combine(Here, "README.md"))).Groups[1].Value;
        var commands = ShellBlock().Matches(section).SelectMany(b => Lines(b.Groups[1].Value)).ToArray();
        Assert.That(commands, Has.Length.EqualTo(2));
        Assert.That(commands[0], Does.StartWith("dotnet run -c Release --project samples/Shakespeare"));
        Assert.That(commands[1], Does.StartWith("dotnet test -c Release"));
    }

    [Test]
    [Category("Slow")]
    public void TheExampleRuns()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "input.txt", new global::Shakespeare.Play.PlayWriter(1).Write(20_000).Replace("DUKE:", "ROMEO:", StringComparison.Ordinal));
        var (directory, console) = (Environment.CurrentDirectory, Console.Out);
        using var output = new StringWriter();
        try
        {
            Environment.CurrentDirectory = folder.Path;
            Console.SetOut(output);
            ReadmeExample.Run([]);
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = directory;
        }

        Assert.That(output.ToString(), Does.Contain("nats per character"));
        Assert.That(folder.Combine("romeo.pipeline"), Does.Exist);
    }

    private static string[] Lines(string text) => text.Trim('\r', '\n').ReplaceLineEndings("\n").Split('\n');

    [GeneratedRegex(@"```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"#region README\r?\n(.*?)[ ]*#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(@"## Set up\r?\n(.*?)(\r?\n## |\z)", RegexOptions.Singleline)]
    private static partial Regex SetUp();

    [GeneratedRegex(@"```(?:sh|bash)\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
