using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines.Packages.Tests;

/// <summary>What the build of this project says of itself.</summary>
internal static class Build
{
    /// <summary>Release or Debug: what is packed was built as this was.</summary>
    public static string Configuration => Metadata(nameof(Configuration));

    /// <summary>The version of the packages as the repository states it.</summary>
    public static string PipelinesVersion => Metadata(nameof(PipelinesVersion));

    /// <summary>Where restored packages of others are.</summary>
    public static string NuGetPackageRoot => Metadata(nameof(NuGetPackageRoot));

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Find();

    private static string Metadata(string key) =>
        typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private static string Find([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
