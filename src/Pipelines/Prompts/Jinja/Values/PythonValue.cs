namespace Pipelines;

/// <summary>What Python says of any value.</summary>
internal static class PythonValue
{
    /// <summary>The name of a value's type in Python.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "none",
        bool => "bool",
        long => "int",
        double => "float",
        MarkedText => "str",
        ListValue { IsTuple: true } => "tuple",
        ListValue => "list",
        DictionaryValue => "dict",
        UndefinedValue => "undefined",
        NamespaceValue => "namespace",
        LoopValue => "loop",
        _ => "function",
    };

    public static bool IsTrue(object? value) => value switch
    {
        null or UndefinedValue => false,
        bool truth => truth,
        long number => number != 0,
        double number => number != 0,
        MarkedText text => text.Length > 0,
        ListValue list => list.Items.Count > 0,
        DictionaryValue dictionary => dictionary.Count > 0,
        _ => true,
    };

    /// <summary>What a loop over a value gives: items, keys, characters.</summary>
    public static IReadOnlyList<object?> Items(TemplateRendering rendering, object? value)
    {
        switch (value)
        {
            case ListValue list:
                rendering.Scan(list.Items.Count);
                return list.Items;
            case UndefinedValue:
                return [];
            case DictionaryValue dictionary:
                rendering.Allocate(dictionary.Count, dictionary.Count);
                return dictionary.Entries.ConvertAll(entry => entry.Key);
            case MarkedText text:
                return Split(rendering, text);
            default:
                throw rendering.Error(
                    $"A value of type {TypeOf(value)} has no items to go through; a list, a mapping or a string is needed.");
        }
    }

    /// <summary>Whether a loop can go through the value.</summary>
    public static bool IsIterable(object? value) => value is ListValue or DictionaryValue or MarkedText or UndefinedValue;

    public static long Length(TemplateRendering rendering, object? value)
    {
        switch (value)
        {
            case MarkedText text:
                rendering.Scan(text.Length);
                return PythonCharacters.Count(text.Value);
            case ListValue list:
                return list.Items.Count;
            case DictionaryValue dictionary:
                return dictionary.Count;
            case UndefinedValue:
                return 0;
            default:
                throw rendering.Error($"A value of type {TypeOf(value)} has no length.");
        }
    }

    public static void SetItem(TemplateRendering rendering, DictionaryValue dictionary, object? key, object? value)
    {
        if (!DictionaryValue.IsKey(key) && key is not null)
            throw rendering.Error($"A value of type {TypeOf(key)} cannot be a key.");
        rendering.Allocate(1, dictionary.Count + 1L);
        rendering.Scan((key as MarkedText)?.Length ?? 0);
        dictionary.Set(key, value);
    }

    private static List<object?> Split(TemplateRendering rendering, MarkedText text)
    {
        rendering.Allocate(2L * text.Length, text.Length);
        var items = new List<object?>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var length = char.IsHighSurrogate(text.Value[i]) && i + 1 < text.Length && char.IsLowSurrogate(text.Value[i + 1]) ? 2 : 1;
            items.Add(text.Slice(i, length));
            i += length - 1;
        }

        return items;
    }
}
