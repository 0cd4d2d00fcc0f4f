using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Pipelines.Nn;

/// <summary>
/// An object of a JSON settings file (<c>config.json</c>, <c>generation_config.json</c>, …) whose values are read by type. A property
/// that is null counts as missing. Every error names the file and the JSON path.
/// </summary>
public sealed class ConfigSection
{
    // The parsed form takes up to six times the file; the largest known config has some 100 KB.
    private const long MaximumSize = 8 << 20;

    private readonly JsonElement _json;

    private ConfigSection(string file, string jsonPath, JsonElement json)
    {
        File = file;
        JsonPath = jsonPath;
        _json = json;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Where in the file the object stands; <c>$</c> for the whole.</summary>
    public string JsonPath { get; }

    /// <summary>The names of the properties, nulls included.</summary>
    /// <exception cref="ModelFolderException">A name is not valid Unicode.</exception>
    public IEnumerable<string> Names
    {
        get
        {
            foreach (var property in _json.EnumerateObject())
                yield return ToName(property);
        }
    }

    /// <summary>Reads a file that holds one object.</summary>
    /// <exception cref="ModelFolderException">The file is missing, cannot be read, or holds something else.</exception>
    public static ConfigSection Read(string path)
    {
        var root = ReadRoot(path);
        return root.ValueKind == JsonValueKind.Object
            ? new ConfigSection(path, "$", root)
            : throw new ModelFolderException(path, $"it holds {Describe(root)}; an object was expected.", "$");
    }

    /// <summary>Reads a file that holds a list of objects (<c>modules.json</c>).</summary>
    /// <exception cref="ModelFolderException">The file is missing, cannot be read, or holds something else.</exception>
    public static IReadOnlyList<ConfigSection> ReadList(string path) => Sections(path, "$", ReadRoot(path));

    /// <summary>Whether there is a property that is not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A whole number.</summary>
    /// <param name="name">The property.</param>
    /// <param name="fallback">What a missing one means; null if it must be there.</param>
    /// <param name="minimum">The least it may be.</param>
    /// <param name="maximum">The most it may be.</param>
    /// <exception cref="ModelFolderException">It is missing, of another kind, or out of range.</exception>
    public int GetInt32(string name, int? fallback = null, int minimum = 0, int maximum = int.MaxValue) =>
        FindInt32(name, minimum, maximum) ?? fallback ?? throw Missing(name, "a whole number");

    /// <summary>A whole number, or null if it is missing.</summary>
    /// <param name="name">The property.</param>
    /// <param name="minimum">The least it may be.</param>
    /// <param name="maximum">The most it may be.</param>
    /// <exception cref="ModelFolderException">It is of another kind, or out of range.</exception>
    public int? FindInt32(string name, int minimum = 0, int maximum = int.MaxValue) =>
        Find(name) is { } value ? ToInt32(value, PathOf(name), minimum, maximum) : null;

    /// <summary>A number.</summary>
    /// <param name="name">The property.</param>
    /// <param name="fallback">What a missing one means; null if it must be there.</param>
    /// <param name="minimum">The least it may be.</param>
    /// <param name="maximum">The most it may be.</param>
    /// <exception cref="ModelFolderException">It is missing, of another kind, not finite, or out of range.</exception>
    public double GetDouble(string name, double? fallback = null, double minimum = double.MinValue, double maximum = double.MaxValue) =>
        FindDouble(name, minimum, maximum) ?? fallback ?? throw Missing(name, "a number");

    /// <summary>A number, or null if it is missing.</summary>
    /// <param name="name">The property.</param>
    /// <param name="minimum">The least it may be.</param>
    /// <param name="maximum">The most it may be.</param>
    /// <exception cref="ModelFolderException">It is of another kind, not finite, or out of range.</exception>
    public double? FindDouble(string name, double minimum = double.MinValue, double maximum = double.MaxValue) =>
        Find(name) is { } value ? ToDouble(value, PathOf(name), minimum, maximum) : null;

    /// <summary>As <see cref="GetDouble"/>, rounded to Float32.</summary>
    /// <param name="name">The property.</param>
    /// <param name="fallback">What a missing one means; null if it must be there.</param>
    /// <param name="minimum">The least it may be.</param>
    /// <param name="maximum">The most it may be.</param>
    /// <exception cref="ModelFolderException">It is missing, of another kind, not finite, or out of range.</exception>
    public float GetSingle(string name, float? fallback = null, float minimum = float.MinValue, float maximum = float.MaxValue) =>
        (float)GetDouble(name, fallback, minimum, maximum);

    /// <summary>True or false.</summary>
    /// <param name="name">The property.</param>
    /// <param name="fallback">What a missing one means; null if it must be there.</param>
    /// <exception cref="ModelFolderException">It is missing or of another kind.</exception>
    public bool GetBoolean(string name, bool? fallback = null) => Find(name) switch
    {
        null => fallback ?? throw Missing(name, "true or false"),
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Error(name, $"it is {Describe(other)}; true or false was expected."),
    };

    /// <summary>A text.</summary>
    /// <param name="name">The property.</param>
    /// <param name="fallback">What a missing one means; null if it must be there.</param>
    /// <exception cref="ModelFolderException">It is missing or of another kind.</exception>
    public string GetString(string name, string? fallback = null) => FindString(name) ?? fallback ?? throw Missing(name, "a text");

    /// <summary>A text, or null if it is missing.</summary>
    /// <exception cref="ModelFolderException">It is of another kind.</exception>
    public string? FindString(string name) => Find(name) is { } value ? ToText(value, PathOf(name)) : null;

    /// <summary>One of some known words.</summary>
    /// <param name="name">The property.</param>
    /// <param name="known">What each word means.</param>
    /// <param name="fallback">The word that a missing one means; null if it must be there.</param>
    /// <exception cref="ModelFolderException">It is missing, of another kind, or not among the known; the message lists them.</exception>
    public T GetChoice<T>(string name, IReadOnlyDictionary<string, T> known, string? fallback = null)
    {
        ArgumentNullException.ThrowIfNull(known);
        var text = GetString(name, fallback);
        return known.TryGetValue(text, out var value)
            ? value
            : throw Error(name, $"'{text}' is not supported. Known are: {string.Join(", ", known.Keys)}.");
    }

    /// <summary>An object within this one.</summary>
    /// <exception cref="ModelFolderException">It is missing or of another kind.</exception>
    public ConfigSection GetSection(string name) => FindSection(name) ?? throw Missing(name, "an object");

    /// <summary>An object within this one, or null if it is missing.</summary>
    /// <exception cref="ModelFolderException">It is of another kind.</exception>
    public ConfigSection? FindSection(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new ConfigSection(File, PathOf(name), value),
        { } other => throw Error(name, $"it is {Describe(other)}; an object was expected."),
    };

    /// <summary>A list of objects; empty if it is missing.</summary>
    /// <exception cref="ModelFolderException">It or an element is of another kind.</exception>
    public IReadOnlyList<ConfigSection> GetSections(string name) => Find(name) is { } value ? Sections(File, PathOf(name), value) : [];

    /// <summary>A list of numbers, or null if it is missing.</summary>
    /// <exception cref="ModelFolderException">It or an element is of another kind.</exception>
    public float[]? FindSingles(string name) =>
        FindList(name, (value, path) => (float)ToDouble(value, path, float.MinValue, float.MaxValue));

    /// <summary>A list of whole numbers, or null if it is missing; a single number is a list of one (<c>eos_token_id</c>).</summary>
    /// <param name="name">The property.</param>
    /// <param name="minimum">The least an element may be.</param>
    /// <param name="maximum">The most an element may be.</param>
    /// <exception cref="ModelFolderException">It or an element is of another kind or out of range.</exception>
    public int[]? FindInt32s(string name, int minimum = 0, int maximum = int.MaxValue) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } value => [ToInt32(value, PathOf(name), minimum, maximum)],
        _ => FindList(name, (value, path) => ToInt32(value, path, minimum, maximum)),
    };

    /// <summary>A list of texts, or null if it is missing; a single text is a list of one.</summary>
    /// <exception cref="ModelFolderException">It or an element is of another kind.</exception>
    public string[]? FindStrings(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } value => [ToText(value, PathOf(name))],
        _ => FindList(name, ToText),
    };

    /// <summary>An error at a property of this object, to be thrown.</summary>
    /// <param name="name">The property.</param>
    /// <param name="message">What is wrong, what was expected and what to do.</param>
    public ModelFolderException Error(string name, string message) => new(File, message, PathOf(name));

    /// <inheritdoc/>
    public override string ToString() => $"{File}, {JsonPath}";

    private static JsonElement ReadRoot(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var bytes = SmallFile.Read(path, MaximumSize);
            // Files written on Windows may begin with a byte order mark.
            var json = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes.AsMemory();
            if (!Utf8.IsValid(json.Span))
                throw new ModelFolderException(path, "it is not valid UTF-8.");
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelFolderException(path, $"it is no valid JSON: {e.Message}", innerException: e);
        }
    }

    private static List<ConfigSection> Sections(string file, string path, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw new ModelFolderException(file, $"it is {Describe(list)}; a list was expected.", path);
        List<ConfigSection> sections = [];
        foreach (var item in list.EnumerateArray())
        {
            var itemPath = $"{path}[{sections.Count.ToString(CultureInfo.InvariantCulture)}]";
            if (item.ValueKind != JsonValueKind.Object)
                throw new ModelFolderException(file, $"it is {Describe(item)}; an object was expected.", itemPath);
            sections.Add(new ConfigSection(file, itemPath, item));
        }

        return sections;
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => value.GetRawText() is var text && text.Length > 40 ? $"{text[..40]}…" : text,
    };

    private int ToInt32(JsonElement value, string path, int minimum, int maximum)
    {
        // Python tools write 4096.0 where arithmetic made a float of it.
        var isWhole = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Floor(number) == number;
        if (!isWhole)
            throw new ModelFolderException(File, $"it is {Describe(value)}; a whole number was expected.", path);
        var exact = value.GetDouble();
        return exact >= minimum && exact <= maximum
            ? (int)exact
            : throw new ModelFolderException(
                File, $"it is {Describe(value)}; a whole number in [{minimum}, {maximum}] was expected.", path);
    }

    private double ToDouble(JsonElement value, string path, double minimum, double maximum)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number))
            throw new ModelFolderException(File, $"it is {Describe(value)}; a number was expected.", path);
        return number >= minimum && number <= maximum
            ? number
            : throw new ModelFolderException(
                File, string.Create(
                    CultureInfo.InvariantCulture, $"it is {Describe(value)}; a number in [{minimum}, {maximum}] was expected."), path);
    }

    private string ToText(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new ModelFolderException(File, $"it is {Describe(value)}; a text was expected.", path);
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // An escape that is half of a surrogate pair.
            throw new ModelFolderException(File, $"the text is not valid Unicode: {e.Message}", path, e);
        }
    }

    private string ToName(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFolderException(File, $"a property's name is not valid Unicode: {e.Message}", JsonPath, e);
        }
    }

    private T[]? FindList<T>(string name, Func<JsonElement, string, T> convert)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array)
            throw Error(name, $"it is {Describe(value)}; a list was expected.");
        var items = new T[value.GetArrayLength()];
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            items[i] = convert(item, $"{PathOf(name)}[{i.ToString(CultureInfo.InvariantCulture)}]");
            i++;
        }

        return items;
    }

    private JsonElement? Find(string name) =>
        _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string PathOf(string name) => $"{JsonPath}.{name}";

    private ModelFolderException Missing(string name, string kind) => Error(name, $"it is missing; {kind} was expected.");
}
