using System.Text.Json;

namespace Pipelines.Tokenizers.Tests;

/// <summary>
/// Cases computed by reference libraries, in a folder beside the repository; tests that need them are skipped without it.
/// </summary>
internal static class Goldens
{
    /// <summary>The folder of a case. Ignores the test if it is not there.</summary>
    public static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("PIPELINES_GOLDENS") ?? Search();
        string? folder = root is null ? null : Path.Combine(root, name);
        if (!Directory.Exists(folder))
            Assert.Ignore($"The golden case {name} is not here; set PIPELINES_GOLDENS to the folder that holds it.");
        return folder!;
    }

    /// <summary>The content of <c>case.json</c>.</summary>
    public static JsonElement Read(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "case.json")));
        return document.RootElement.Clone();
    }

    private static string? Search()
    {
        for (DirectoryInfo? at = new(TestContext.CurrentContext.TestDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "goldens");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
