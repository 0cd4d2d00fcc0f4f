using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>A model folder's own settings for generation: Hugging Face's <c>generation_config.json</c>.</summary>
/// <param name="Options">The settings; what the file does not say is null.</param>
/// <param name="UnknownNames">
/// Settings of the file that have no counterpart here, or one that is not supported: they change nothing.
/// </param>
public sealed record GenerationConfigFile(GenerationOptions Options, IReadOnlyList<string> UnknownNames)
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "generation_config.json";

    private const long MaximumSize = 4 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">
    /// It cannot be read, is no JSON object, or a value is of another kind or out of range.
    /// </exception>
    public static GenerationConfigFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var size = new FileInfo(path).Length;
            if (size > MaximumSize)
                throw new ModelFormatException($"The file has {size:N0} bytes; a {FileName} has some hundred.", path);
            var bytes = File.ReadAllBytes(path);
            var json = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Parse(document.RootElement, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"The file cannot be read: {e.Message}", path, innerException: e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second: an escape in a name that is half of a surrogate pair.
            throw new ModelFormatException($"It is no valid JSON: {e.Message}", path, innerException: e);
        }
    }

    /// <summary>Reads a model folder's file; without one the ids of special tokens that its config names, as the reference does.</summary>
    /// <exception cref="ModelFormatException">A value is of another kind or out of range.</exception>
    public static GenerationConfigFile Read(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.FindFile(FileName) is { } path)
            return Read(path);
        return ModelFolderGuard.Run(() =>
        {
            int? Id(string name) => folder.Config.FindInt32(name, -1) is >= 0 and var id ? id : null;
            var ends = folder.Config.FindInt32s("eos_token_id", -1)?.Where(id => id >= 0).ToList();
            return new GenerationConfigFile(
                new GenerationOptions
                {
                    EndIds = ends is { Count: > 0 } ? ends : null,
                    PadId = Id("pad_token_id"),
                    StartId = Id("bos_token_id"),
                    DecoderStartId = Id("decoder_start_token_id"),
                },
                []);
        });
    }

    /// <summary>Options in the reference's names: what a <c>generation_config.json</c> holds. What is null is left out.</summary>
    public static JsonObject ToJson(GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return GenerationConfigValues.Write(options);
    }

    /// <summary>Reads an object of the reference's names and values.</summary>
    /// <param name="json">The object.</param>
    /// <param name="path">The file it is from, for errors.</param>
    /// <exception cref="ModelFormatException">A value is of another kind or out of range.</exception>
    public static GenerationConfigFile Parse(JsonElement json, string? path = null)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException("$: an object was expected.", path);
        var options = new GenerationOptions();
        var unknown = new List<string>();
        foreach (var property in json.EnumerateObject())
        {
            // Names with an underscore are the library's notes to itself.
            if (property.Value.ValueKind == JsonValueKind.Null || property.Name.StartsWith('_'))
                continue;
            var value = new GenerationConfigValue(property.Value, $"$.{property.Name}", path);
            if (!GenerationConfigValues.TrySet(options, property.Name, value))
                unknown.Add(property.Name);
        }

        // The reference draws among the 50 best where a file asks for draws and does not say among how many.
        if (options.Sample is true && options.TopK is null)
            options.TopK = 50;
        return new GenerationConfigFile(options, unknown);
    }
}
