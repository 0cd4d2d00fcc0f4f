using System.Text.Json;

namespace Pipelines;

/// <summary>JSON as values of a template.</summary>
internal static class TemplateJson
{
    /// <summary>A value; its texts are read as they are.</summary>
    /// <exception cref="PipelineException">A text is no text.</exception>
    public static object? Read(JsonElement json) => Checked(() => ToValue(json));

    /// <summary>A value; its texts are marked with the index of the assistant message that they belong to, if they do.</summary>
    public static object? ToValue(JsonElement json, int message = -1)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return Marked(json.GetString()!, message);
            case JsonValueKind.Number:
                return json.TryGetInt64(out var integer) && !json.GetRawText().AsSpan().ContainsAny('.', 'e', 'E')
                    ? (object)integer : json.GetDouble();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.Array:
                var items = new List<object?>(json.GetArrayLength());
                foreach (var item in json.EnumerateArray())
                    items.Add(ToValue(item, message));
                return new ListValue(items);
            case JsonValueKind.Object:
                var dictionary = new DictionaryValue();
                foreach (var property in json.EnumerateObject())
                    dictionary.Set(property.Name, ToValue(property.Value, message));
                return dictionary;
            default:
                return null;
        }
    }

    /// <summary>A message; where it is the assistant's, what it says is marked.</summary>
    /// <exception cref="PipelineException">A text is no text.</exception>
    public static DictionaryValue ToMessage(JsonElement json, int index) => Checked(() => MessageOf(json, index));

    /// <summary>Runs what reads JSON, whose texts may have an escaped half of a surrogate pair.</summary>
    /// <exception cref="PipelineException">One has.</exception>
    public static T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw new PipelineException("A text in the JSON has half of a surrogate pair, which is no character.", e);
        }
    }

    private static DictionaryValue MessageOf(JsonElement json, int index)
    {
        var isAssistant = json.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String
            && ChatRoles.IsAssistant(role.GetString()!);
        var message = new DictionaryValue { Message = isAssistant ? index : -1 };
        foreach (var property in json.EnumerateObject())
            message.Set(property.Name, ToValue(property.Value, isAssistant && property.Name != "role" ? index : -1));
        return message;
    }

    public static DictionaryValue ToMessage(string role, string content, int index)
    {
        ArgumentNullException.ThrowIfNull(role);
        ArgumentNullException.ThrowIfNull(content);
        var isAssistant = ChatRoles.IsAssistant(role);
        var message = new DictionaryValue { Message = isAssistant ? index : -1 };
        message.Set("role", new MarkedText(role));
        message.Set("content", Marked(content, isAssistant ? index : -1));
        return message;
    }

    private static MarkedText Marked(string text, int message) =>
        message < 0 || text.Length == 0 ? new MarkedText(text) : new MarkedText(text, [new TextMark(0, text.Length, message)]);
}
