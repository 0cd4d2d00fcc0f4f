namespace Pipelines;

/// <summary>
/// Attributes, items and methods of values, as Jinja's immutable sandbox gives them: an attribute is looked for as a method first and as an
/// item then, an item the other way round, and what would change a value is refused.
/// </summary>
internal static class Members
{
    private static readonly HashSet<string> ListChanges =
        ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"];

    private static readonly HashSet<string> MappingChanges = ["clear", "pop", "popitem", "setdefault", "update"];

    public static object? GetAttribute(TemplateRendering rendering, object? value, string name)
    {
        switch (value)
        {
            case UndefinedValue undefined:
                throw rendering.Error($"{undefined.Description} is undefined, so it has no attribute '{name}'.");
            case DictionaryValue dictionary:
                return MappingMethod(dictionary, name) ?? (dictionary.TryGet(name, out var item) ? item : Missing(name));
            case NamespaceValue names:
                return names.Attributes.TryGetValue(name, out var attribute) ? attribute : Missing(name);
            case LoopValue loop:
                return loop.Get(rendering, name);
            case ListValue list:
                return ListMethod(list, name) ?? Missing(name);
            case MarkedText text:
                return (object?)TextMethods.Find(text, name) ?? Missing(name);
            default:
                return Missing(name);
        }
    }

    public static object? GetItem(TemplateRendering rendering, object? value, object? key)
    {
        switch (value)
        {
            case UndefinedValue undefined:
                throw rendering.Error($"{undefined.Description} is undefined, so it has no item {Show(key)}.");
            case DictionaryValue dictionary:
                rendering.Scan((key as MarkedText)?.Length ?? 0);
                if ((key is null || DictionaryValue.IsKey(key)) && dictionary.TryGet(key, out var item))
                    return item;
                return key is MarkedText name ? MappingMethod(dictionary, name.Value) ?? Missing(name.Value) : Missing(Show(key));
            case ListValue list when PythonMath.AsNumber(key) is long index:
                index = index < 0 ? index + list.Items.Count : index;
                return index >= 0 && index < list.Items.Count ? list.Items[(int)index] : Missing(Show(key));
            case MarkedText text when PythonMath.AsNumber(key) is long index:
                return (object?)Slicing.CharacterAt(rendering, text, index) ?? Missing(Show(key));
            default:
                return key is MarkedText attribute ? GetAttribute(rendering, value, attribute.Value) : Missing(Show(key));
        }
    }

    private static UndefinedValue Missing(string name) => new($"'{name}'");

    private static string Show(object? key) => key switch
    {
        MarkedText { Length: <= 60 } text => $"'{text.Value}'",
        long index => index.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => $"of type {PythonValue.TypeOf(key)}",
    };

    private static object? MappingMethod(DictionaryValue value, string name) => name switch
    {
        "items" => Method("items", (rendering, _) => Entries(rendering, value)),
        "keys" => Method("keys", (rendering, _) => List(rendering, value.Entries.Select(entry => entry.Key), value.Count)),
        "values" => Method("values", (rendering, _) => List(rendering, value.Entries.Select(entry => entry.Value), value.Count)),
        "get" => Method("get", (rendering, arguments) =>
        {
            var key = arguments.Require(rendering, "key");
            var fallback = arguments.Optional("default");
            rendering.Scan((key as MarkedText)?.Length ?? 0);
            return (key is null || DictionaryValue.IsKey(key)) && value.TryGet(key, out var item) ? item : fallback;
        }),
        "copy" => Method("copy", (_, _) => value),
        _ when MappingChanges.Contains(name) => Refused(name, "mapping"),
        _ => null,
    };

    private static object? ListMethod(ListValue list, string name) => name switch
    {
        "index" => Method("index", (rendering, arguments) =>
        {
            var item = arguments.Require(rendering, "value");
            var at = list.Items.FindIndex(other => Comparison.AreEqual(rendering, item, other));
            return at >= 0 ? (long)at : throw rendering.Error("'index': the list does not hold the value.");
        }),
        "count" => Method("count", (rendering, arguments) =>
        {
            var item = arguments.Require(rendering, "value");
            return list.Items.LongCount(other => Comparison.AreEqual(rendering, item, other));
        }),
        "copy" => Method("copy", (_, _) => list),
        _ when ListChanges.Contains(name) => Refused(name, "list"),
        _ => null,
    };

    public static ListValue Entries(TemplateRendering rendering, DictionaryValue value)
    {
        rendering.Allocate(3L * value.Count, value.Count);
        return new ListValue(value.Entries.ConvertAll<object?>(entry => new ListValue([entry.Key, entry.Value], isTuple: true)));
    }

    private static ListValue List(TemplateRendering rendering, IEnumerable<object?> items, int count)
    {
        rendering.Allocate(count, count);
        return new ListValue([.. items]);
    }

    private static FunctionValue Method(string name, Func<TemplateRendering, CallArguments, object?> call) =>
        new(name, (rendering, arguments) =>
    {
        var result = call(rendering, arguments);
        arguments.End(rendering);
        return result;
    });

    private static UndefinedValue Refused(string name, string kind) =>
        new($"'{name}', which would change a {kind} and is refused by the sandbox (make a new one, such as 'a + [b]'),");
}
