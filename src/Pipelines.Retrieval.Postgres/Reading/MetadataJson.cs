using System.Buffers;
using System.Text.Json;

namespace Pipelines.Retrieval.Postgres;

/// <summary>Metadata as the database holds it: an object of texts and numbers.</summary>
internal static class MetadataJson
{
    private static readonly IReadOnlyDictionary<string, MetadataValue> s_none = new Dictionary<string, MetadataValue>().AsReadOnly();

    public static void Write(IBufferWriter<byte> output, IReadOnlyDictionary<string, MetadataValue> metadata)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        foreach (var (key, value) in metadata)
            Write(json, key, value);
        json.WriteEndObject();
    }

    /// <summary>An object of one value, which metadata with that value contain.</summary>
    public static string Single(string key, MetadataValue value)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            Write(json, key, value);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Reads an object; values that are no texts and numbers, which only others can have put there, are left out.</summary>
    public static IReadOnlyDictionary<string, MetadataValue> Read(ReadOnlySpan<byte> json)
    {
        if (json.Length <= 2)
            return s_none;
        var metadata = new Dictionary<string, MetadataValue>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                metadata[key] = new MetadataValue(reader.GetString()!);
            else if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number))
                metadata[key] = new MetadataValue(number);
            else
                reader.Skip();
        }

        return metadata.AsReadOnly();
    }

    private static void Write(Utf8JsonWriter json, string key, MetadataValue value)
    {
        if (value.Number is { } number)
            json.WriteNumber(key, number);
        else
            json.WriteString(key, value.Text);
    }
}
