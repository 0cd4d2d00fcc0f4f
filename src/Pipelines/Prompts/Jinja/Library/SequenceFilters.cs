namespace Pipelines;

/// <summary>Filters over lists and mappings.</summary>
internal static class SequenceFilters
{
    public static object? First(TemplateRendering rendering, object? value, CallArguments arguments) =>
        value is MarkedText text
            ? (object?)Slicing.CharacterAt(rendering, text, 0) ?? new UndefinedValue("the first character of an empty string")
            : PythonValue.Items(rendering, value) is { Count: > 0 } items
                ? items[0] : new UndefinedValue("the first item of an empty sequence");

    public static object? Last(TemplateRendering rendering, object? value, CallArguments arguments) =>
        value is MarkedText text
            ? (object?)Slicing.CharacterAt(rendering, text, -1) ?? new UndefinedValue("the last character of an empty string")
            : PythonValue.Items(rendering, value) is { Count: > 0 } items
                ? items[^1] : new UndefinedValue("the last item of an empty sequence");

    public static object? ToList(TemplateRendering rendering, object? value, CallArguments arguments) =>
        List(rendering, PythonValue.Items(rendering, value));

    public static object? Items(TemplateRendering rendering, object? value, CallArguments arguments) => value switch
    {
        DictionaryValue dictionary => Members.Entries(rendering, dictionary),
        UndefinedValue => new ListValue([]),
        _ => throw rendering.Error($"'items' needs a mapping, not {PythonMath.Describe(value)}."),
    };

    public static object? Reverse(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var reversed = List(rendering, PythonValue.Items(rendering, value));
        reversed.Items.Reverse();
        return value is MarkedText ? TextMethods.Join(rendering, MarkedText.Empty, reversed) : reversed;
    }

    public static object? Batch(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var size = arguments.OptionalInteger(rendering, "linecount", 0);
        var fill = arguments.Optional("fill_with");
        if (size < 1)
            throw rendering.Error("'batch' needs a size of at least 1.");
        var items = PythonValue.Items(rendering, value);
        rendering.Allocate(2L * items.Count, items.Count);
        var batches = new List<object?>();
        List<object?>? batch = null;
        foreach (var item in items)
        {
            if (batch is null || batch.Count == size)
                batches.Add(new ListValue(batch = []));
            batch.Add(item);
        }

        if (fill is not null && batch is not null)
        {
            rendering.Allocate(size, size);
            while (batch.Count < size)
                batch.Add(fill);
        }

        return new ListValue(batches);
    }

    public static object? Sort(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var reverse = arguments.OptionalTruth("reverse");
        var caseSensitive = arguments.OptionalTruth("case_sensitive");
        var attribute = arguments.Optional("attribute");
        object?[] paths = attribute is MarkedText text
            ? [.. text.Value.Split(',').Select(part => new MarkedText(part))]
            : [attribute];
        var keyed = PythonValue.Items(rendering, value)
            .Select(item => (item, paths.Length == 1 ? Key(item, paths[0]) : new ListValue([.. paths.Select(path => Key(item, path))])));
        return Sorted(rendering, keyed, reverse);

        object? Key(object? item, object? path) => Folded(AttributePath.Get(rendering, item, path), caseSensitive);
    }

    public static object? SortMapping(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var caseSensitive = arguments.OptionalTruth("case_sensitive");
        var by = arguments.OptionalText(rendering, "by") ?? "key";
        var reverse = arguments.OptionalTruth("reverse");
        if (value is not DictionaryValue dictionary)
            throw rendering.Error($"'dictsort' needs a mapping, not {PythonMath.Describe(value)}.");
        if (by is not ("key" or "value"))
            throw rendering.Error("'dictsort' sorts by 'key' or 'value'.");
        return Sorted(
            rendering,
            Members.Entries(rendering, dictionary).Items.Select(
                entry => (entry, Folded(((ListValue)entry!).Items[by == "key" ? 0 : 1], caseSensitive))),
            reverse);
    }

    public static object? Unique(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var caseSensitive = arguments.OptionalTruth("case_sensitive");
        var attribute = arguments.Optional("attribute");
        var seen = new DictionaryValue();
        var kept = new List<object?>();
        foreach (var item in PythonValue.Items(rendering, value))
        {
            var key = Folded(AttributePath.Get(rendering, item, attribute), caseSensitive);
            var before = seen.Count;
            PythonValue.SetItem(rendering, seen, key, null);
            if (seen.Count > before)
                kept.Add(item);
        }

        return new ListValue(kept);
    }

    public static object? Extreme(TemplateRendering rendering, object? value, CallArguments arguments, bool greatest)
    {
        var caseSensitive = arguments.OptionalTruth("case_sensitive");
        var attribute = arguments.Optional("attribute");
        object? best = new UndefinedValue("the extreme of an empty sequence");
        object? bestKey = null;
        foreach (var item in PythonValue.Items(rendering, value))
        {
            var key = Folded(AttributePath.Get(rendering, item, attribute), caseSensitive);
            if (best is not UndefinedValue && !Comparison.Holds(rendering, greatest ? ">" : "<", key, bestKey))
                continue;
            (best, bestKey) = (item, key);
        }

        return best;
    }

    private static ListValue Sorted(TemplateRendering rendering, IEnumerable<(object? Item, object? Key)> keyed, bool reverse)
    {
        var items = keyed.ToList();
        rendering.Allocate(2L * items.Count, items.Count);
        var order = Comparer<object?>.Create((left, right) => Comparison.Compare(rendering, left, right));
        var sorted = reverse ? items.OrderByDescending(pair => pair.Key, order) : items.OrderBy(pair => pair.Key, order);
        return new ListValue([.. sorted.Select(pair => pair.Item)]);
    }

    private static object? Folded(object? value, bool caseSensitive) =>
        value is MarkedText text && !caseSensitive ? TextCase.Lower(text) : value;

    private static ListValue List(TemplateRendering rendering, IReadOnlyList<object?> items)
    {
        rendering.Allocate(items.Count, items.Count);
        return new ListValue([.. items]);
    }
}
