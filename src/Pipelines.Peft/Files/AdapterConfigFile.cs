using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>PEFT's <c>adapter_config.json</c>: what all methods have in it, and how values are written.</summary>
internal static class AdapterConfigFile
{
    public const string FileName = "adapter_config.json";

    /// <summary>Reads a file. Keys that are not known are kept but mean nothing.</summary>
    /// <exception cref="ModelFolderException">The file is missing or wrong, or of another method.</exception>
    public static (ConfigSection Config, JsonObject Json) Read(string path, string method)
    {
        var config = ConfigSection.Read(path);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var found = config.GetString("peft_type");
        return found == method
            ? (config, json)
            : throw config.Error("peft_type", $"it is '{found}'; '{method}' was expected.");
    }

    /// <summary>The method that a file names.</summary>
    /// <exception cref="ModelFolderException">The file is missing or wrong.</exception>
    public static string MethodOf(string path) => ConfigSection.Read(path).GetString("peft_type");

    /// <summary>What every file starts with.</summary>
    /// <param name="source">What the adapter was read from, whose further keys stay; null for none.</param>
    /// <param name="method">The method.</param>
    /// <param name="basePath">The base's name or folder; null to keep what <paramref name="source"/> says.</param>
    public static JsonObject Start(JsonObject? source, string method, string? basePath)
    {
        var json = source is null ? [] : source.DeepClone().AsObject();
        foreach (var name in new[] { "auto_mapping", "base_model_name_or_path", "revision" })
            json.TryAdd(name, null);
        if (basePath is not null)
            json["base_model_name_or_path"] = basePath;
        json["peft_type"] = method;
        json["inference_mode"] = true;
        return json;
    }

    /// <summary>Whether a value says no more than its absence would.</summary>
    public static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject o => o.Count == 0,
        JsonArray a => a.Count == 0,
        JsonValue v => v.TryGetValue<bool>(out var flag) && !flag,
        _ => false,
    };

    /// <summary>A list of names.</summary>
    public static JsonArray List(IEnumerable<string> names) => new([.. names.Select(n => JsonValue.Create(n))]);

    /// <summary>A list of names, or null for an empty one.</summary>
    public static JsonArray? ListOrNull(IReadOnlyList<string> names) => names.Count == 0 ? null : List(names);

    /// <summary>A number, whole where it is.</summary>
    public static JsonValue Number(double value) =>
        Math.Floor(value) == value && Math.Abs(value) < 1e15 ? JsonValue.Create((long)value) : JsonValue.Create(value);
}
