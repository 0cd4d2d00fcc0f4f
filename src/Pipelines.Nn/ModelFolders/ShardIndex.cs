using System.Text.Json;

namespace Pipelines.Nn;

/// <summary>The index of weights that are spread over several files: <c>model.safetensors.index.json</c>.</summary>
internal static class ShardIndex
{
    public const string Suffix = ".index.json";

    private const string WeightMap = "weight_map";
    private const long MaximumSize = 32 << 20;

    /// <summary>Reads which file each tensor is in. The files are checked to be names of files in the folder.</summary>
    public static Dictionary<string, string> Read(string path)
    {
        var bytes = SmallFile.Read(path, MaximumSize);
        try
        {
            return Parse(path, bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelFolderException(path, $"it is not the JSON that was expected: {e.Message}", innerException: e);
        }
    }

    private static Dictionary<string, string> Parse(string path, byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        Dictionary<string, string>? map = null;
        reader.Read();
        Expect(path, ref reader, JsonTokenType.StartObject, "$");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (!reader.ValueTextEquals(WeightMap))
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            if (map is not null)
                throw new ModelFolderException(path, "it is there twice.", $"$.{WeightMap}");
            map = ReadMap(path, ref reader);
        }

        reader.Read(); // throws if anything but white space follows
        return map ?? throw new ModelFolderException(
            path, "it is missing; an object that gives each tensor's file was expected.", $"$.{WeightMap}");
    }

    private static Dictionary<string, string> ReadMap(string path, ref Utf8JsonReader reader)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        reader.Read();
        Expect(path, ref reader, JsonTokenType.StartObject, $"$.{WeightMap}");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var tensor = reader.GetString()!;
            reader.Read();
            var place = $"$.{WeightMap}['{tensor}']";
            Expect(path, ref reader, JsonTokenType.String, place);
            var file = reader.GetString()!;
            if (!files.TryGetValue(file, out var known))
            {
                CheckFileName(path, place, file);
                files.Add(file, known = file);
            }

            if (!map.TryAdd(tensor, known))
                throw new ModelFolderException(path, "the tensor is there twice.", place);
        }

        return map;
    }

    private static void CheckFileName(string path, string place, string file)
    {
        if (file.AsSpan().ContainsAny("/\\:\0") || file is "" or "." or ".." || !file.EndsWith(".safetensors", StringComparison.Ordinal))
            throw new ModelFolderException(
                path, $"'{file}' is refused; the name of a .safetensors file in the same folder was expected.", place);
    }

    private static void Expect(string path, ref Utf8JsonReader reader, JsonTokenType type, string place)
    {
        if (reader.TokenType != type)
            throw new ModelFolderException(path, $"it is {reader.TokenType}; {type} was expected.", place);
    }
}
