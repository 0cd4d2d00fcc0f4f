using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Writing of nodes as JSON objects with a "type".</summary>
internal static class NodeWriting
{
    /// <summary>Writes an object with its type and whatever follows.</summary>
    public static void WriteNode(this Utf8JsonWriter writer, string type, Action<Utf8JsonWriter>? content = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("type", type);
        content?.Invoke(writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes an array of nodes.</summary>
    public static void WriteNodes<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> nodes, Action<T, Utf8JsonWriter> write)
    {
        writer.WriteStartArray(name);
        foreach (T node in nodes)
            write(node, writer);
        writer.WriteEndArray();
    }
}
