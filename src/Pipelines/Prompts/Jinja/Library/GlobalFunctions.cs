namespace Pipelines;

/// <summary>The functions that templates can call: Jinja's that make values, and those that transformers adds.</summary>
internal static class GlobalFunctions
{
    // As in Jinja's sandbox.
    private const int MaxRange = 100_000;

    public static IReadOnlyDictionary<string, FunctionValue> All { get; } = new FunctionValue[]
    {
        new("range", Range),
        new("dict", Dictionary),
        new("namespace", Namespace),
        new("raise_exception", Raise),
        new("strftime_now", Now),
    }.ToDictionary(function => function.Name);

    public static IEnumerable<string> Names => All.Keys;

    /// <summary>What Jinja has besides; where a template reads these names they are refused.</summary>
    public static IReadOnlySet<string> Unsupported { get; } = new HashSet<string>(StringComparer.Ordinal) { "cycler", "joiner", "lipsum" };

    private static object? Range(TemplateRendering rendering, CallArguments arguments)
    {
        if (arguments.Count is 0 or > 3)
            throw rendering.Error("'range' takes one to three integers.");
        var first = arguments.OptionalInteger(rendering, "start", 0);
        var (start, stop) = arguments.Count == 1 ? (0, first) : (first, arguments.OptionalInteger(rendering, "stop", 0));
        var step = arguments.OptionalInteger(rendering, "step", 1);
        arguments.End(rendering);
        if (step == 0)
            throw rendering.Error("The step of 'range' cannot be 0.");
        var span = step > 0 ? (Int128)stop - start : (Int128)start - stop;
        var size = Int128.Abs(step);
        var count = span <= 0 ? 0 : (span + size - 1) / size;
        if (count > MaxRange)
            throw rendering.Error($"A range of {count} items is more than {MaxRange}.");
        rendering.Allocate((long)count, (long)count);
        var items = new List<object?>((int)count);
        for (var i = 0; i < count; i++)
            items.Add(start + (i * step));
        return new ListValue(items);
    }

    private static object? Dictionary(TemplateRendering rendering, CallArguments arguments)
    {
        var result = new DictionaryValue();
        foreach (var (key, value) in Entries(rendering, arguments))
            PythonValue.SetItem(rendering, result, key, value);
        return result;
    }

    private static object? Namespace(TemplateRendering rendering, CallArguments arguments)
    {
        var result = new NamespaceValue();
        foreach (var (key, value) in Entries(rendering, arguments))
            result.Attributes[key is MarkedText name ? name.Value : throw rendering.Error("Names in a namespace are strings.")] = value;
        return result;
    }

    private static IEnumerable<KeyValuePair<object?, object?>> Entries(TemplateRendering rendering, CallArguments arguments)
    {
        foreach (var source in arguments.Positional)
        {
            var entries = source is DictionaryValue dictionary
                ? dictionary.Entries
                : PythonValue.Items(rendering, source).Select(item => PythonValue.Items(rendering, item) is [var key, var value]
                    ? new KeyValuePair<object?, object?>(key, value)
                    : throw rendering.Error($"'{arguments.Callee}' needs a mapping or a list of pairs."));
            foreach (var entry in entries)
                yield return entry;
        }

        foreach (var (name, value) in arguments.Named ?? [])
            yield return new KeyValuePair<object?, object?>(new MarkedText(name), value);
    }

    private static object? Raise(TemplateRendering rendering, CallArguments arguments)
    {
        var message = PythonText.Of(rendering, arguments.Require(rendering, "message")).Value;
        throw new TemplateException(
            $"The template refuses its input: {(message.Length <= 1000 ? message : message[..1000] + "…")}",
            rendering.At.Line, rendering.At.Column, isRefusal: true);
    }

    private static object? Now(TemplateRendering rendering, CallArguments arguments)
    {
        var format = arguments.RequireText(rendering, "format").Value;
        arguments.End(rendering);
        return new MarkedText(TimeFormat.Format(rendering, rendering.Now, format));
    }
}
