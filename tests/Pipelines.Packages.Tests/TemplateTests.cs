namespace Pipelines.Packages.Tests;

/// <summary>What <c>dotnet new</c> makes builds, and its tests pass, with nothing but packages.</summary>
[TestFixture]
[Category("Slow")]
[NonParallelizable]
public class TemplateTests
{
    private static string Hive => Path.Combine(LocalFeed.Root, "hive");

    [OneTimeSetUp]
    public void Install() => DotNet.Run(
        LocalFeed.Root, "new", "install", Path.Combine(LocalFeed.Packages, $"Pipelines.Templates.{LocalFeed.Version}.nupkg"),
        "--debug:custom-hive", Hive);

    [Test]
    public void A_stage_is_made_tested_and_packed()
    {
        var folder = New("pipelines-stage", "Fabrikam.TextTools");
        var project = Path.Combine(folder, "Fabrikam.TextTools");

        DotNet.Run(folder, "test", "Fabrikam.TextTools.Tests", "-c", "Release");
        DotNet.Run(folder, "pack", "Fabrikam.TextTools", "-c", "Release", "--no-build", "-o", "packages");

        Assert.Multiple(() =>
        {
            Assert.That(Path.Combine(folder, "packages", "Fabrikam.TextTools.1.0.0.nupkg"), Does.Exist);
            Assert.That(File.ReadAllText(Path.Combine(project, "TextToolsExtensions.cs")), Does.Contain("\"fabrikam.texttools\""));
            Assert.That(Leftovers(folder), Is.Empty);
        });
    }

    [Test]
    public void An_application_is_made_tested_and_run()
    {
        var folder = New("pipelines-app", "Fabrikam.Poet");

        DotNet.Run(folder, "test", "Fabrikam.Poet.Tests", "-c", "Release");
        var output = DotNet.Run(folder, Path.Combine("Fabrikam.Poet", "bin", "Release", "net10.0", "Fabrikam.Poet.dll"), "--steps", "20");

        Assert.Multiple(() =>
        {
            Assert.That(output, Does.Contain("nats per character"));
            Assert.That(Path.Combine(folder, "model.pipeline"), Does.Exist);
            Assert.That(Leftovers(folder), Is.Empty);
        });
    }

    private static string New(string template, string name)
    {
        DotNet.Run(LocalFeed.Root, "new", template, "-n", name, "--debug:custom-hive", Hive);
        return Path.Combine(LocalFeed.Root, name);
    }

    // Names that the template should have replaced.
    private static IEnumerable<string> Leftovers(string folder)
    {
        string[] placeholders = ["Company", "company", "StageName", "StageClass", "AppName", "_VERSION"];
        return Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".cs" or ".csproj" or ".md" && !f.Contains("/obj/", StringComparison.Ordinal))
            .Where(f => placeholders.Any(p => (Path.GetFileName(f) + File.ReadAllText(f)).Contains(p, StringComparison.Ordinal)));
    }
}
