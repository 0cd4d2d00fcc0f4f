using System.Text;
using System.Text.Json;

namespace Pipelines;

/// <summary>Text in JSON: a string, or a number or boolean as it is written.</summary>
internal static class JsonText
{
    /// <summary>Appends the token's text; null, or what was expected.</summary>
    public static string? Append(ref Utf8JsonReader reader, ref CharBuffer buffer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                var room = buffer.Reserve(reader.ValueSpan.Length);
                try
                {
                    buffer.Trim(room.Length - reader.CopyString(room));
                    return null;
                }
                catch (InvalidOperationException)
                {
                    return "valid Unicode text (no bytes that are not UTF-8, no half of a surrogate pair)";
                }

            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                Encoding.ASCII.GetChars(reader.ValueSpan, buffer.Reserve(reader.ValueSpan.Length));
                return null;
            default:
                return "a string";
        }
    }
}
