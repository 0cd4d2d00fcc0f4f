using System.Text.Json;

namespace Pipelines.Testing.Goldens;

/// <summary>One folder of numbers that a reference implementation computed: <c>case.json</c> and the files beside it.</summary>
internal sealed class GoldenCase
{
    private GoldenCase(string folder)
    {
        Folder = folder;
        var path = Path.Combine(folder, "case.json");
        if (File.Exists(path))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            Json = document.RootElement.Clone();
        }
    }

    /// <summary>The folder of all cases: the variable <c>PIPELINES_GOLDENS</c>, or <c>shared/goldens</c> in a folder above; null for none.</summary>
    public static string? Root { get; } = SharedFolder("PIPELINES_GOLDENS", "goldens");

    /// <summary>The case's name.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>What <c>case.json</c> holds; undefined where there is none.</summary>
    public JsonElement Json { get; }

    /// <summary>
    /// The cases that a test runs on, for <c>[TestCaseSource]</c>, found by what they hold; a single one that ignores the test where there are none.
    /// </summary>
    /// <param name="prefixes">How the names of the cases begin, separated by spaces.</param>
    /// <param name="selects">Whether a case is one of them; null for all.</param>
    public static IEnumerable<TestCaseData> Find(string prefixes, Func<GoldenCase, bool>? selects = null)
    {
        var found = 0;
        string[] folders = Directory.Exists(Root) ? Directory.GetDirectories(Root) : [];
        foreach (var folder in folders.Order(StringComparer.Ordinal))
        {
            if (!prefixes.Split(' ').Any(p => Path.GetFileName(folder).StartsWith(p, StringComparison.Ordinal)))
                continue;
            var golden = new GoldenCase(folder);
            if (selects is not null && !selects(golden))
                continue;
            found++;
            yield return new TestCaseData(golden).SetArgDisplayNames(golden.Name);
        }

        if (found == 0)
            yield return new TestCaseData([null]).Ignore($"There are no golden cases '{prefixes}': PIPELINES_GOLDENS names no folder with them, nor is there one in shared/goldens above.");
    }

    /// <summary>The case of a name; ignores the test where it is missing.</summary>
    public static GoldenCase Open(string name)
    {
        var folder = Root is null ? null : Path.Combine(Root, name);
        if (!Directory.Exists(folder))
            Assert.Ignore($"The golden case '{name}' is not here: PIPELINES_GOLDENS names no folder with it, nor is there one in shared/goldens above.");
        return new GoldenCase(folder!);
    }

    /// <summary>A file of <c>shared/data</c> (or the folder that <c>PIPELINES_DATA</c> names); ignores the test where it is missing.</summary>
    public static string Data(string path)
    {
        var root = SharedFolder("PIPELINES_DATA", "data");
        var file = root is null ? null : Path.Combine(root, path);
        if (!Path.Exists(file))
            Assert.Ignore($"The data '{path}' are not here: PIPELINES_DATA names no folder with them, nor are they in shared/data above.");
        return file!;
    }

    /// <summary>The path of a file of the case.</summary>
    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>Whether <c>case.json</c> has a property, given as a path with slashes.</summary>
    public bool Has(string path) => TryGet(path, out _);

    /// <summary>A property of <c>case.json</c>, given as a path with slashes.</summary>
    public bool TryGet(string path, out JsonElement value)
    {
        value = Json;
        foreach (var part in path.Split('/'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part, out value))
                return false;
        }

        return value.ValueKind != JsonValueKind.Undefined;
    }

    /// <summary>A property of <c>case.json</c>, given as a path with slashes.</summary>
    public JsonElement Get(string path) =>
        TryGet(path, out var value) ? value : throw new InvalidOperationException($"The golden case '{Name}' has no '{path}'.");

    /// <summary>The largest difference the case allows for an output: its <c>suggested_abs_tolerance</c>.</summary>
    public double Tolerance(string output) => Get($"suggested_abs_tolerance/{output}").GetDouble();

    /// <summary>The numbers of <c>{"dtype","shape","data"}</c>, or of a plain number.</summary>
    public static float[] Floats(JsonElement tensor) =>
        tensor.ValueKind == JsonValueKind.Number ? [tensor.GetSingle()] : [.. tensor.GetProperty("data").EnumerateArray().Select(v => v.GetSingle())];

    /// <summary>The numbers of <c>{"dtype","shape","data"}</c>; booleans become 0 and 1.</summary>
    public static int[] Ints(JsonElement tensor) =>
    [
        .. tensor.GetProperty("data").EnumerateArray().Select(v => v.ValueKind switch
        {
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => v.GetInt32(),
        }),
    ];

    /// <summary>The shape of <c>{"dtype","shape","data"}</c>.</summary>
    public static int[] Extents(JsonElement tensor) => [.. tensor.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32())];

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string? SharedFolder(string variable, string name)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", name);
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
