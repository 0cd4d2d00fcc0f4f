namespace Pipelines;

/// <summary>How Python compares values.</summary>
internal static class Comparison
{
    public static bool Holds(TemplateRendering rendering, string operation, object? left, object? right) => operation switch
    {
        "==" => AreEqual(rendering, left, right),
        "!=" => !AreEqual(rendering, left, right),
        "<" => Compare(rendering, left, right) is < 0 and > int.MinValue,
        "<=" => Compare(rendering, left, right) is <= 0 and > int.MinValue,
        ">" => Compare(rendering, left, right) > 0,
        ">=" => Compare(rendering, left, right) >= 0,
        "in" => Contains(rendering, right, left),
        _ => !Contains(rendering, right, left),
    };

    public static bool AreEqual(TemplateRendering rendering, object? left, object? right)
    {
        rendering.Step();
        rendering.EnsureStack();
        switch (left, right)
        {
            case (null, null) or (UndefinedValue, UndefinedValue):
                return true;
            case (MarkedText a, MarkedText b):
                rendering.Scan(Math.Min(a.Length, b.Length));
                return string.Equals(a.Value, b.Value, StringComparison.Ordinal);
            case (ListValue a, ListValue b):
                return a.IsTuple == b.IsTuple && a.Items.Count == b.Items.Count && AllEqual(rendering, a.Items, b.Items);
            case (DictionaryValue a, DictionaryValue b):
                return a.Count == b.Count
                    && a.Entries.TrueForAll(entry => b.TryGet(entry.Key, out var value) && AreEqual(rendering, entry.Value, value));
            default:
                return PythonMath.AsNumber(left) is { } x && PythonMath.AsNumber(right) is { } y
                    ? PythonMath.Compare(x, y) == 0
                    : ReferenceEquals(left, right);
        }
    }

    /// <summary>The order of two values: negative, zero or positive; the least integer where they have none (NaN).</summary>
    public static int Compare(TemplateRendering rendering, object? left, object? right)
    {
        rendering.Step();
        rendering.EnsureStack();
        if (left is MarkedText a && right is MarkedText b)
        {
            rendering.Scan(Math.Min(a.Length, b.Length));
            return Math.Sign(CompareCodePoints(a.Value, b.Value));
        }

        if (left is ListValue x && right is ListValue y && x.IsTuple == y.IsTuple)
            return CompareItems(rendering, x.Items, y.Items);
        if (PythonMath.AsNumber(left) is { } first && PythonMath.AsNumber(right) is { } second)
            return PythonMath.Compare(first, second) ?? int.MinValue;
        throw rendering.Error(
            $"{Describe(left)} and {Describe(right)} have no order; compare numbers with numbers and strings with strings.");
    }

    public static bool Contains(TemplateRendering rendering, object? container, object? item)
    {
        switch (container)
        {
            case MarkedText text when item is MarkedText part:
                rendering.Search(text.Length, part.Length);
                return text.Value.Contains(part.Value, StringComparison.Ordinal);
            case MarkedText:
                throw rendering.Error($"'in' a string needs a string, not {Describe(item)}.");
            case ListValue list:
                foreach (var other in list.Items)
                {
                    if (AreEqual(rendering, item, other))
                        return true;
                }

                return false;
            case DictionaryValue dictionary:
                rendering.Scan((item as MarkedText)?.Length ?? 0);
                return (item is null || DictionaryValue.IsKey(item)) && dictionary.TryGet(item, out _);
            case UndefinedValue:
                return false;
            default:
                throw rendering.Error($"'in' needs a list, a mapping or a string on its right, not {Describe(container)}.");
        }
    }

    private static string Describe(object? value) =>
        value is UndefinedValue undefined ? $"{undefined.Description} (undefined)" : $"a value of type {PythonValue.TypeOf(value)}";

    private static bool AllEqual(TemplateRendering rendering, List<object?> left, List<object?> right)
    {
        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(rendering, left[i], right[i]))
                return false;
        }

        return true;
    }

    private static int CompareItems(TemplateRendering rendering, List<object?> left, List<object?> right)
    {
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (!AreEqual(rendering, left[i], right[i]))
                return Compare(rendering, left[i], right[i]);
        }

        return left.Count.CompareTo(right.Count);
    }

    // UTF-16 puts the private use area after characters beyond the basic plane; code points do not.
    private static int CompareCodePoints(string left, string right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] != right[i])
                return char.IsSurrogate(left[i]) != char.IsSurrogate(right[i]) ? (char.IsSurrogate(left[i]) ? 1 : -1) : left[i] - right[i];
        }

        return left.Length - right.Length;
    }
}
