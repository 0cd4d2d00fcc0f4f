using System.Text.Json;

namespace Pipelines.Nn.Tests;

/// <summary>Numbers that reference implementations computed, in a folder beside the repository.</summary>
internal static class Goldens
{
    /// <summary>The <c>case.json</c> of a case; the test is skipped where there is none.</summary>
    public static JsonElement Case(string name)
    {
        var root = Environment.GetEnvironmentVariable("PIPELINES_GOLDENS") ?? FindRoot();
        var path = root is null ? null : Path.Combine(root, name, "case.json");
        if (!File.Exists(path))
        {
            Assert.Ignore(
                $"The golden case '{name}' is not here: there is no shared/goldens above the test, and PIPELINES_GOLDENS names none.");
        }

        return JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
    }

    /// <summary>The numbers of a tensor in a case.</summary>
    public static float[] Floats(JsonElement tensor) => [.. tensor.GetProperty("data").EnumerateArray().Select(value => value.GetSingle())];

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
