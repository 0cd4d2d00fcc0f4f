using System.Globalization;
using System.Text.Json;

namespace Pipelines.Evaluation;

/// <summary>Rows of JSON files: an array, an array in an object, or an object a line. What is wrong is told with its row.</summary>
internal static class JsonRows
{
    /// <summary>Reads rows and makes examples of them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Makes an example of a row, which is numbered from 1.</param>
    /// <param name="member">The array's name where the file is an object.</param>
    public static IEnumerable<TaskExample> Read(string path, Func<JsonElement, int, TaskExample?> read, string? member = null)
    {
        var isLines = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);
        return isLines ? ReadLines(path, read) : ReadArray(path, read, member);
    }

    /// <summary>A text of a row; numbers as they are written.</summary>
    public static string Text(this JsonElement row, string name) => row.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => NumericAnswers.Format(value.GetDouble()),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => throw new RowException($"'{name}' is {Kind(value)}; a text or a number was expected."),
        }
        : throw new RowException($"'{name}' is missing.");

    /// <summary>The elements of an array of a row.</summary>
    public static JsonElement.ArrayEnumerator Array(this JsonElement row, string name) =>
        !row.TryGetProperty(name, out var value) ? throw new RowException($"'{name}' is missing.")
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw new RowException($"'{name}' is {Kind(value)}; an array was expected.");

    /// <summary>A number, written as one or as a text.</summary>
    public static double Number(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when NumericAnswers.TryParse(value.GetString(), out var number) => number,
        _ => throw new RowException($"{value} is no number."),
    };

    private static IEnumerable<TaskExample> ReadLines(string path, Func<JsonElement, int, TaskExample?> read)
    {
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            TaskExample? example;
            try
            {
                using var row = JsonDocument.Parse(line);
                example = read(RequireObject(row.RootElement), number);
            }
            catch (JsonException e)
            {
                throw new DataFormatException($"the line is no JSON: {e.Message}", path, number, e);
            }
            catch (RowException e)
            {
                throw new DataFormatException(e.Message, path, number, e);
            }

            if (example is not null)
                yield return example;
        }
    }

    private static IEnumerable<TaskExample> ReadArray(string path, Func<JsonElement, int, TaskExample?> read, string? member)
    {
        using var json = Parse(path);
        var rows = json.RootElement;
        if (rows.ValueKind == JsonValueKind.Object && member is not null && rows.TryGetProperty(member, out var array))
            rows = array;
        if (rows.ValueKind != JsonValueKind.Array)
            throw new DataFormatException($"an array of rows was expected{(member is null ? "" : $" under '{member}'")}.", path);
        var number = 0;
        foreach (var row in rows.EnumerateArray())
        {
            number++;
            TaskExample? example;
            try
            {
                example = read(RequireObject(row), number);
            }
            catch (RowException e)
            {
                throw new DataFormatException(string.Create(CultureInfo.InvariantCulture, $"row {number}: {e.Message}"), path, null, e);
            }

            if (example is not null)
                yield return example;
        }
    }

    private static JsonElement RequireObject(JsonElement row) =>
        row.ValueKind == JsonValueKind.Object ? row : throw new RowException($"the row is {Kind(row)}; an object was expected.");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.String => "a text",
        _ => "a number",
    };

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"the file is no JSON: {e.Message}", path, e.LineNumber is { } line ? (int)line + 1 : null, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"the file cannot be read: {e.Message}", path, null, e);
        }
    }

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.ReadLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"the file cannot be read: {e.Message}", path, null, e);
        }
    }
}
