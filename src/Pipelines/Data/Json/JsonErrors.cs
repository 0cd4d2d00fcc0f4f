using System.Text;
using System.Text.Json;

namespace Pipelines;

/// <summary>What is wrong with a JSON file, and where.</summary>
internal static class JsonErrors
{
    private const int Excerpt = 40;

    /// <summary>A row is not JSON.</summary>
    public static DataFormatException Syntax(JsonRowReader reader, long row, JsonException e)
    {
        // The reader counts lines and bytes from the row's start.
        var index = 0;
        for (var line = e.LineNumber ?? 0; line > 0; line--)
            index += reader.Row[index..].IndexOf((byte)'\n') + 1;
        var (lineInFile, character) = reader.Locate(index + (e.BytePositionInLine ?? 0));
        var reason = e.Message.Split(" LineNumber:")[0].TrimEnd();
        return new DataFormatException($"character {character}: row {row} is not valid JSON: {reason}", reader.Path, lineInFile, e);
    }

    /// <summary>A row is JSON, but not an object.</summary>
    public static DataFormatException NotAnObject(JsonRowReader reader, long row, JsonTokenType token)
    {
        var fix = token == JsonTokenType.StartArray
            ? "If the file is one array of objects, load it with LoadFromJsonArray."
            : "Every row must be an object, with a property a column.";
        return new DataFormatException($"row {row} is {Kind(token)}, not an object. {fix}", reader.Path, reader.Locate(0).Line);
    }

    /// <summary>A value is not of its column's type.</summary>
    public static CellException Value(JsonRowReader reader, long row, string column, in Utf8JsonReader token, string expected) =>
        Cell(reader, row, column, token.TokenStartIndex, $"expected {expected}, found {Found(token)}.");

    /// <summary>Something else is wrong with a value.</summary>
    public static CellException Cell(JsonRowReader reader, long row, string column, long index, string message)
    {
        var (line, character) = reader.Locate(index);
        return new CellException(row, column, $"line {line}, character {character}: {message}", reader.Path);
    }

    /// <summary>A token in words: its kind and how it begins.</summary>
    public static string Found(in Utf8JsonReader token)
    {
        var kind = Kind(token.TokenType);
        if (token.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
            return kind;
        var text = Encoding.UTF8.GetString(token.ValueSpan[..Math.Min(token.ValueSpan.Length, 4 * Excerpt)]);
        if (text.Length > Excerpt)
            text = text[..Excerpt] + "…";
        return token.TokenType == JsonTokenType.String ? $"{kind} \"{text}\"" : $"{kind} {text}";
    }

    private static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "the string",
        JsonTokenType.Number => "the number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        _ => token.ToString(),
    };
}
