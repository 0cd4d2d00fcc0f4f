using System.Diagnostics.CodeAnalysis;

namespace Pipelines;

/// <summary>A name, attribute or item that is not there: false, empty, printed as nothing, and an error in any computation.</summary>
internal sealed class UndefinedValue(string description)
{
    public string Description => description;
}

/// <summary>A Python list or tuple.</summary>
internal sealed class ListValue(List<object?> items, bool isTuple = false)
{
    public List<object?> Items => items;

    public bool IsTuple => isTuple;
}

/// <summary>What <c>namespace()</c> gives: the one value whose attributes a template can set.</summary>
internal sealed class NamespaceValue
{
    public Dictionary<string, object?> Attributes { get; } = new(StringComparer.Ordinal);
}

/// <summary>A Python dict: keys in the order they came.</summary>
internal sealed class DictionaryValue
{
    private readonly Dictionary<object, int> _index = [];

    public List<KeyValuePair<object?, object?>> Entries { get; } = [];

    /// <summary>The index of the assistant message that this is; −1 for anything else.</summary>
    public int Message { get; init; } = -1;

    public int Count => Entries.Count;

    /// <summary>Whether a value can be a key: text, number, boolean, none.</summary>
    public static bool IsKey([NotNullWhen(true)] object? key) => key is null or MarkedText or string or long or double or bool;

    public void Set(object? key, object? value)
    {
        var normal = Normal(key);
        if (_index.TryGetValue(normal, out var at))
        {
            Entries[at] = new KeyValuePair<object?, object?>(Entries[at].Key, value);
            return;
        }

        _index.Add(normal, Entries.Count);
        Entries.Add(new KeyValuePair<object?, object?>(key is string text ? new MarkedText(text) : key, value));
    }

    public bool TryGet(object? key, out object? value)
    {
        if (_index.TryGetValue(Normal(key), out var at))
        {
            value = Entries[at].Value;
            return true;
        }

        value = null;
        return false;
    }

    private static object Normal(object? key) => key switch
    {
        null => DBNull.Value,
        MarkedText text => text.Value,
        bool truth => truth ? 1L : 0L,
        double number when number == Math.Floor(number) && Math.Abs(number) < 9e15 => (long)number,
        _ => key,
    };
}
