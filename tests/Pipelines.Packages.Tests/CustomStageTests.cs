using System.IO.Compression;

namespace Pipelines.Packages.Tests;

/// <summary>A guest packs a stage, and an application that has nothing but packages uses it.</summary>
[TestFixture]
[Category("Slow")]
public class CustomStageTests
{
    [Test]
    public void A_guests_package_is_packed_restored_and_used()
    {
        var versions = new[] { "-p:UseLocalPackages=true", $"-p:PipelinesVersion={LocalFeed.Version}", "-p:LengthFilterVersion=1.2.3" };
        var stage = LocalFeed.CopyProject(Path.Combine(Build.Root, "samples", "CustomStage"), "CustomStage");
        var app = LocalFeed.CopyProject(Path.Combine(Build.Root, "samples", "CustomStage.App"), "CustomStage.App");

        DotNet.Run(stage, ["pack", "-c", "Release", "-o", LocalFeed.Packages, .. versions]);
        DotNet.Run(app, ["build", "-c", "Release", .. versions]);
        var output = DotNet.Run(app, Path.Combine("bin", "Release", "net10.0", "CustomStage.App.dll"), app);

        Assert.Multiple(() =>
        {
            Assert.That(output, Does.Contain("In C#: once | upon a time | there was a pipeline\n".ReplaceLineEndings()));
            Assert.That(output, Does.Contain("From configuration: once | upon a time\n".ReplaceLineEndings()));
            Assert.That(output, Does.Contain("From a file: once | upon a time | there was a pipeline\n".ReplaceLineEndings()));
            Assert.That(Path.Combine(LocalFeed.Root, "packages", "contoso.lengthfilter", "1.2.3"), Does.Exist);
        });
        using var file = ZipFile.OpenRead(Path.Combine(app, "custom-stage.pipeline"));
        Assert.That(file.GetEntry("manifest.json"), Is.Not.Null);
    }
}
