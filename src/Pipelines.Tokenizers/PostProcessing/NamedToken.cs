using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>A special token that a post-processor adds.</summary>
/// <param name="Text">Its spelling.</param>
/// <param name="Id">The id it stands for, at least 0.</param>
public sealed record NamedToken(string Text, int Id)
{
    internal static NamedToken Read(JsonPlace node)
    {
        JsonPlace[] parts = [.. node.Items()];
        return parts.Length == 2 ? new NamedToken(parts[0].Text(), parts[1].Whole()) : throw node.Error("a token and its id are expected");
    }

    internal void Write(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartArray(name);
        writer.WriteStringValue(Text);
        writer.WriteNumberValue(Id);
        writer.WriteEndArray();
    }
}
