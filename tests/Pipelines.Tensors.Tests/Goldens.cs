using System.Text.Json;

namespace Pipelines.Tensors.Tests;

/// <summary>Numbers that reference implementations computed, in a folder beside the repository.</summary>
internal static class Goldens
{
    /// <summary>The folder of a case; the test is skipped where there is none.</summary>
    public static string Folder(string name)
    {
        var root = Environment.GetEnvironmentVariable("PIPELINES_GOLDENS") ?? FindRoot();
        if (root is null || !Directory.Exists(Path.Combine(root, name)))
        {
            Assert.Ignore(
                $"The golden case '{name}' is not here: there is no shared/goldens above the test, and PIPELINES_GOLDENS names none.");
        }

        return Path.Combine(root, name);
    }

    /// <summary>The <c>case.json</c> of a case.</summary>
    public static JsonElement Case(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(name), "case.json"))).RootElement;

    private static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "goldens");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
