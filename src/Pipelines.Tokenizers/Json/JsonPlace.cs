using System.Globalization;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>A value of a JSON file and where it stands, so that every complaint names file and JSON path.</summary>
internal readonly record struct JsonPlace(JsonElement Element, string Path, string? File)
{
    /// <summary>The value's kind; undefined for a property that is missing.</summary>
    public JsonValueKind Kind => Element.ValueKind;

    /// <summary>Whether the property is missing or null.</summary>
    public bool IsNull => Kind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>A property; one that is missing is null.</summary>
    public JsonPlace this[string name]
    {
        get
        {
            if (Kind != JsonValueKind.Object)
                throw Error($"an object is expected, not {Described()}");
            return new JsonPlace(Element.TryGetProperty(name, out JsonElement value) ? value : default, $"{Path}.{name}", File);
        }
    }

    /// <summary>What is wrong here.</summary>
    public TokenizerFormatException Error(string problem, Exception? inner = null) => new($"{Path}: {problem}.", File, null, inner);

    /// <summary>Refuses an object with properties that this version does not know: they could change the ids.</summary>
    public void Expect(params ReadOnlySpan<string> properties)
    {
        if (Kind != JsonValueKind.Object)
            throw Error($"an object is expected, not {Described()}");
        foreach (JsonProperty property in Element.EnumerateObject())
        {
            string name = NameOf(property);
            if (name != "type" && !properties.Contains(name))
                throw Error($"the property '{Shortened(name)}' is not supported here; known are {string.Join(", ", properties.ToArray())}");
        }
    }

    /// <summary>The items of an array.</summary>
    public IEnumerable<JsonPlace> Items()
    {
        if (Kind != JsonValueKind.Array)
            throw Error($"an array is expected, not {Described()}");
        int index = 0;
        foreach (JsonElement item in Element.EnumerateArray())
            yield return new JsonPlace(item, $"{Path}[{index++}]", File);
    }

    /// <summary>The properties of an object.</summary>
    public IEnumerable<(string Name, JsonPlace Value)> Properties()
    {
        if (Kind != JsonValueKind.Object)
            throw Error($"an object is expected, not {Described()}");
        foreach (JsonProperty property in Element.EnumerateObject())
        {
            string name = NameOf(property);
            yield return (name, new JsonPlace(property.Value, $"{Path}.{Shortened(name)}", File));
        }
    }

    /// <summary>A text.</summary>
    public string Text()
    {
        if (Kind != JsonValueKind.String)
            throw Error($"a text is expected, not {Described()}");
        try
        {
            return Element.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw Error("the text is not valid Unicode", exception);
        }
    }

    /// <summary>A text, or null where there is none.</summary>
    public string? OptionalText() => IsNull ? null : Text();

    /// <summary>A text of one character.</summary>
    public string Character()
    {
        string text = Text();
        if (text.Length is 0 or > 2 || CharacterProperties.At(text, 0, out int length) < 0 || length != text.Length)
            throw Error("a text of one character is expected");
        return text;
    }

    /// <summary>True or false.</summary>
    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error($"true or false is expected, not {Described()}"),
    };

    /// <summary>True or false, or a default where there is none.</summary>
    public bool Flag(bool missing) => IsNull ? missing : Flag();

    /// <summary>A whole number in a range.</summary>
    public int Whole(int minimum = 0, int maximum = int.MaxValue)
    {
        if (Kind != JsonValueKind.Number || !Element.TryGetInt32(out int value) || value < minimum || value > maximum)
            throw Error($"a whole number from {minimum} to {maximum} is expected, not {Described()}");
        return value;
    }

    /// <summary>A finite number.</summary>
    public double Number()
    {
        if (Kind != JsonValueKind.Number || !Element.TryGetDouble(out double value) || !double.IsFinite(value))
            throw Error($"a finite number is expected, not {Described()}");
        return value;
    }

    /// <summary>The text "type" of a node.</summary>
    public string NodeType()
    {
        JsonPlace type = this["type"];
        return type.IsNull ? throw Error("the node has no \"type\"") : type.Text();
    }

    /// <summary>The complaint about a node of an unknown type.</summary>
    public TokenizerFormatException UnknownNode(string what, string type, params ReadOnlySpan<string> known) =>
        Error($"the {what} '{Shortened(type)}' is not supported; known are {string.Join(", ", known.ToArray())}");

    private string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw Error("a property's name is not valid Unicode", exception);
        }
    }

    private string Described() => Kind switch
    {
        JsonValueKind.Undefined => "nothing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        // A text may hold bytes that are not UTF-8, and would not bear looking at.
        JsonValueKind.String => "a text",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Shortened(Element.GetRawText())}"),
    };

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
