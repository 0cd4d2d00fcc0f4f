namespace Pipelines;

/// <summary>Filters that give text.</summary>
internal static class TextFilters
{
    public static object? Indent(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var width = arguments.Optional("width", 4L);
        var first = arguments.OptionalTruth("first");
        var blank = arguments.OptionalTruth("blank");
        var text = value as MarkedText ?? throw rendering.Error($"'indent' needs a string, not {PythonMath.Describe(value)}.");
        if (width is long spaces)
            rendering.Allocate(Math.Max(0, spaces), Math.Max(0, spaces));
        var indent = width switch
        {
            MarkedText given => given,
            long count => new MarkedText(new string(' ', (int)Math.Max(0, count))),
            _ => throw rendering.Error("'indent' needs a number of spaces or a string as 'width'."),
        };
        var builder = new MarkedTextBuilder(rendering);
        var isFirst = true;

        // A closing newline counts as an empty last line.
        IEnumerable<MarkedText> lines = TextSplitting.Lines(rendering, text);
        if (text.Length == 0 || text.Value[^1] is '\n' or '\r')
            lines = lines.Append(MarkedText.Empty);
        foreach (var line in lines)
        {
            if (!isFirst)
                builder.Append('\n');
            if (isFirst ? first : blank || line.Length > 0)
                builder.Append(indent);
            builder.Append(line);
            isFirst = false;
        }

        return builder.ToText();
    }

    public static object? Join(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var separator = PythonText.Of(rendering, arguments.Optional("d", MarkedText.Empty));
        var attribute = arguments.Optional("attribute");
        var builder = new MarkedTextBuilder(rendering);
        var first = true;
        foreach (var item in PythonValue.Items(rendering, value))
        {
            if (!first)
                builder.Append(separator);
            first = false;
            builder.Append(PythonText.Of(rendering, AttributePath.Get(rendering, item, attribute)));
        }

        return builder.ToText();
    }

    public static object? Replace(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var old = PythonText.Of(rendering, arguments.Require(rendering, "old"));
        var replacement = PythonText.Of(rendering, arguments.Require(rendering, "new"));
        var count = arguments.Optional("count") is { } given ? PythonMath.AsNumber(given) as long? ?? -1 : -1;
        return TextSplitting.Replace(rendering, PythonText.Of(rendering, value), old, replacement, count);
    }

    public static object? CountWords(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var count = 0L;
        var inWord = false;
        foreach (var c in TemplateFilters.Scanned(rendering, value).Value)
        {
            var isWord = char.IsLetterOrDigit(c) || c == '_';
            count += isWord && !inWord ? 1 : 0;
            inWord = isWord;
        }

        return count;
    }

    /// <summary>The filter as transformers overrides it: <c>json.dumps</c> with its options, and no escaping for HTML.</summary>
    public static object? ToJson(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var ascii = arguments.OptionalTruth("ensure_ascii");
        var width = arguments.Optional("indent");
        var separators = arguments.Optional("separators");
        var sorted = arguments.OptionalTruth("sort_keys");
        var indent = width switch
        {
            null => null,
            MarkedText text => text.Value,
            _ when PythonMath.AsNumber(width) is long spaces and <= 1000 => new string(' ', (int)Math.Max(0, spaces)),
            _ => throw rendering.Error("'tojson' needs a number of spaces (at most 1000), a string or none as 'indent'."),
        };
        var (item, key) = separators switch
        {
            null => (indent is null ? ", " : ",", ": "),
            ListValue { Items: [MarkedText first, MarkedText second] } => (first.Value, second.Value),
            _ => throw rendering.Error("'tojson' needs two strings as 'separators'."),
        };
        return new PythonJson(rendering, ascii, indent, item, key, sorted).Write(value);
    }
}
