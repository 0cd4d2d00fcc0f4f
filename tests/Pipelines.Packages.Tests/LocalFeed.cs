namespace Pipelines.Packages.Tests;

/// <summary>
/// All packages of the repository in a temporary folder, under a version that nobody else has, packed once. Nothing that is restored from
/// it is kept anywhere else.
/// </summary>
[SetUpFixture]
public class LocalFeed
{
    private static string? s_root;

    /// <summary>The packages' version.</summary>
    public static string Version { get; } = $"{Build.PipelinesVersion}-test.{DateTime.UtcNow.Ticks}";

    /// <summary>The folder with the packages.</summary>
    public static string Packages => Path.Combine(Root, "feed");

    /// <summary>A folder that holds a NuGet.config, in whose subfolders packages come from the feed first.</summary>
    public static string Root => s_root ?? throw new InvalidOperationException("The feed was not made.");

    [OneTimeSetUp]
    public void Pack()
    {
        s_root = Path.Combine(Path.GetTempPath(), $"pipelines-packages-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Packages);

        // The machine's own sources stay; what it has of others' packages is read where it is.
        File.WriteAllText(Path.Combine(Root, "NuGet.config"),
            $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{Path.Combine(Root, "packages")}" />
              </config>
              <fallbackPackageFolders>
                <add key="restored" value="{Build.NuGetPackageRoot}" />
              </fallbackPackageFolders>
              <packageSources>
                <add key="feed" value="{Packages}" />
              </packageSources>
            </configuration>
            """);

        // As `dotnet pack` of the solution does it, but for what is no package.
        var projects = Path.Combine(Root, "pack.proj");
        File.WriteAllText(projects,
            $"""
            <Project>
              <Target Name="Pack">
                <ItemGroup>
                  <Packed Include="{Build.Root}/src/*/*.csproj" />
                  <Packed Include="{Build.Root}/templates/*.csproj" />
                </ItemGroup>
                <MSBuild Projects="@(Packed)" Targets="Pack" BuildInParallel="true" />
              </Target>
            </Project>
            """);
        DotNet.Run(
            Root, "msbuild", projects, "-t:Pack", "-m", $"-p:Configuration={Build.Configuration}", "-p:NoBuild=true",
            $"-p:PackageOutputPath={Packages}", $"-p:PipelinesVersion={Version}");
    }

    [OneTimeTearDown]
    public void Delete()
    {
        if (s_root is not null)
            Directory.Delete(s_root, recursive: true);
    }

    /// <summary>Copies a project's own files into a new folder of the feed's.</summary>
    public static string CopyProject(string source, string name)
    {
        var target = Path.Combine(Root, name);
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        return target;
    }
}
