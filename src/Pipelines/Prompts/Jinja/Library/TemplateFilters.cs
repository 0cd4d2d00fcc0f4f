namespace Pipelines;

/// <summary>A filter: the value it is applied to, then the arguments in parentheses.</summary>
internal delegate object? TemplateFilter(TemplateRendering rendering, object? value, CallArguments arguments);

/// <summary>The filters that templates can use; they do what Jinja2 documents (jinja2/filters.py).</summary>
internal static class TemplateFilters
{
    private static readonly Dictionary<string, TemplateFilter> All = new(StringComparer.Ordinal)
    {
        ["abs"] = NumberFilters.Abs,
        ["attr"] = (r, value, a) => a.RequireText(r, "name") is var name && value is DictionaryValue
            ? new UndefinedValue($"'{name.Value}'")
            : Members.GetAttribute(r, value, name.Value),
        ["batch"] = SequenceFilters.Batch,
        ["capitalize"] = (r, value, _) => TextCase.Capitalize(Scanned(r, value)),
        ["center"] = (r, value, a) => TextMethods.Find(PythonText.Of(r, value), "center")!.Call(
            r, new CallArguments("center", [a.OptionalInteger(r, "width", 80)], null)),
        ["count"] = (r, value, _) => PythonValue.Length(r, value),
        ["d"] = Default,
        ["default"] = Default,
        ["dictsort"] = SequenceFilters.SortMapping,
        ["first"] = SequenceFilters.First,
        ["float"] = NumberFilters.ToFloat,
        ["format"] = Format,
        ["indent"] = TextFilters.Indent,
        ["int"] = NumberFilters.ToInteger,
        ["items"] = SequenceFilters.Items,
        ["join"] = TextFilters.Join,
        ["last"] = SequenceFilters.Last,
        ["length"] = (r, value, _) => PythonValue.Length(r, value),
        ["list"] = SequenceFilters.ToList,
        ["lower"] = (r, value, _) => TextCase.Lower(Scanned(r, value)),
        ["map"] = SelectionFilters.Map,
        ["max"] = (r, value, a) => SequenceFilters.Extreme(r, value, a, greatest: true),
        ["min"] = (r, value, a) => SequenceFilters.Extreme(r, value, a, greatest: false),
        ["reject"] = (r, value, a) => SelectionFilters.Select(r, value, a, byAttribute: false, keeps: false),
        ["rejectattr"] = (r, value, a) => SelectionFilters.Select(r, value, a, byAttribute: true, keeps: false),
        ["replace"] = TextFilters.Replace,
        ["reverse"] = SequenceFilters.Reverse,
        ["round"] = NumberFilters.Round,
        ["safe"] = (_, value, _) => value,
        ["select"] = (r, value, a) => SelectionFilters.Select(r, value, a, byAttribute: false, keeps: true),
        ["selectattr"] = (r, value, a) => SelectionFilters.Select(r, value, a, byAttribute: true, keeps: true),
        ["sort"] = SequenceFilters.Sort,
        ["string"] = (r, value, _) => PythonText.Of(r, value),
        ["sum"] = NumberFilters.Sum,
        ["title"] = (r, value, _) => TextCase.TitleWords(Scanned(r, value)),
        ["tojson"] = TextFilters.ToJson,
        ["trim"] = (r, value, a) => TextMethods.Trim(r, PythonText.Of(r, value), a, true, true),
        ["unique"] = SequenceFilters.Unique,
        ["upper"] = (r, value, _) => TextCase.Upper(Scanned(r, value)),
        ["wordcount"] = TextFilters.CountWords,
    };

    /// <summary>The filter of a name.</summary>
    /// <exception cref="TemplateException">There is none.</exception>
    public static TemplateFilter Find(string name, TemplatePosition position) => All.TryGetValue(name, out var filter)
        ? filter
        : throw position.Error($"The filter '{name}' is not supported. Filters: {string.Join(", ", All.Keys)}.");

    /// <summary>The filter of a name that a template computes.</summary>
    public static TemplateFilter Find(TemplateRendering rendering, string name) => Find(name, rendering.At);

    /// <summary>The value as text, with the work of going through it counted.</summary>
    public static MarkedText Scanned(TemplateRendering rendering, object? value)
    {
        var text = PythonText.Of(rendering, value);
        rendering.Allocate(text.Length, text.Length);
        return text;
    }

    private static object? Default(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var fallback = arguments.Optional("default_value", MarkedText.Empty);
        var alsoFalse = arguments.OptionalTruth("boolean");
        return value is UndefinedValue || (alsoFalse && !PythonValue.IsTrue(value)) ? fallback : value;
    }

    private static object? Format(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        if (arguments.Named is { Count: > 0 })
            throw rendering.Error("The filter 'format' takes values by position only.");
        var values = new ListValue([.. arguments.Positional], isTuple: true);
        arguments.TakeAll();
        return TextFormat.Percent(rendering, PythonText.Of(rendering, value), values);
    }
}
