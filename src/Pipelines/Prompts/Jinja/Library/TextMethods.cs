namespace Pipelines;

/// <summary>A method of strings, its arguments in parentheses.</summary>
internal delegate object? TextMethod(TemplateRendering rendering, MarkedText text, CallArguments arguments);

/// <summary>The methods of Python's strings that templates use.</summary>
internal static class TextMethods
{
    private static readonly Dictionary<string, TextMethod> Methods = new(StringComparer.Ordinal)
    {
        ["strip"] = (r, text, a) => Trim(r, text, a, true, true),
        ["lstrip"] = (r, text, a) => Trim(r, text, a, true, false),
        ["rstrip"] = (r, text, a) => Trim(r, text, a, false, true),
        ["split"] = (r, text, a) =>
            TextSplitting.Split(r, text, a.OptionalText(r, "sep"), a.OptionalInteger(r, "maxsplit", -1), fromEnd: false),
        ["rsplit"] = (r, text, a) =>
            TextSplitting.Split(r, text, a.OptionalText(r, "sep"), a.OptionalInteger(r, "maxsplit", -1), fromEnd: true),
        ["splitlines"] = (r, text, a) => new ListValue([.. TextSplitting.Lines(r, text, a.OptionalTruth("keepends"))]),
        ["partition"] = (r, text, a) => TextSplitting.Partition(r, text, a.RequireText(r, "sep").Value, last: false),
        ["rpartition"] = (r, text, a) => TextSplitting.Partition(r, text, a.RequireText(r, "sep").Value, last: true),
        ["startswith"] = (r, text, a) => Affix(r, text, a, (value, part) => value.StartsWith(part, StringComparison.Ordinal)),
        ["endswith"] = (r, text, a) => Affix(r, text, a, (value, part) => value.EndsWith(part, StringComparison.Ordinal)),
        ["removeprefix"] = (r, text, a) =>
            a.RequireText(r, "prefix") is var part && text.Value.StartsWith(part.Value, StringComparison.Ordinal)
            ? text.Slice(part.Length, text.Length - part.Length) : text,
        ["removesuffix"] = (r, text, a) =>
            a.RequireText(r, "suffix") is var part && text.Value.EndsWith(part.Value, StringComparison.Ordinal)
            ? text.Slice(0, text.Length - part.Length) : text,
        ["upper"] = (r, text, _) => TextCase.Upper(text),
        ["lower"] = (r, text, _) => TextCase.Lower(text),
        ["casefold"] = (r, text, _) => TextCase.Lower(text),
        ["swapcase"] = (r, text, _) => TextCase.Swap(text),
        ["title"] = (r, text, _) => TextCase.Title(text),
        ["capitalize"] = (r, text, _) => TextCase.Capitalize(text),
        ["replace"] = (r, text, a) => TextSplitting.Replace(
            r, text, a.RequireText(r, "old"), a.RequireText(r, "new"), a.OptionalInteger(r, "count", -1)),
        ["join"] = (r, text, a) => Join(r, text, a.Require(r, "iterable")),
        ["find"] = (r, text, a) => Find(r, text, a, last: false),
        ["rfind"] = (r, text, a) => Find(r, text, a, last: true),
        ["index"] = (r, text, a) =>
            Find(r, text, a, last: false) is >= 0 and var at ? at : throw r.Error("'index': the string does not hold the part."),
        ["rindex"] = (r, text, a) =>
            Find(r, text, a, last: true) is >= 0 and var at ? at : throw r.Error("'rindex': the string does not hold the part."),
        ["count"] = (r, text, a) => TextSplitting.Count(r, text.Value, a.RequireText(r, "sub").Value),
        ["zfill"] = (r, text, a) => ZeroFill(r, text, a.OptionalInteger(r, "width", 0)),
        ["ljust"] = (r, text, a) => Pad(r, text, a, 0, 1),
        ["rjust"] = (r, text, a) => Pad(r, text, a, 1, 0),
        ["center"] = (r, text, a) => Pad(r, text, a, 1, 1),
        ["format"] = TextFormat.Format,
        ["isdigit"] = (_, text, _) => All(text, c => char.IsDigit(c) || c is '²' or '³' or '¹'),
        ["isdecimal"] = (_, text, _) => All(text, char.IsDigit),
        ["isnumeric"] = (_, text, _) => All(text, char.IsNumber),
        ["isalpha"] = (_, text, _) => All(text, char.IsLetter),
        ["isalnum"] = (_, text, _) => All(text, c => char.IsLetter(c) || char.IsNumber(c)),
        ["isspace"] = (_, text, _) => All(text, PythonCharacters.IsSpace),
        ["isupper"] = (_, text, _) => TextCase.IsUpper(text.Value),
        ["islower"] = (_, text, _) => TextCase.IsLower(text.Value),
    };

    /// <summary>The method of a name, bound to the text; null where there is none.</summary>
    public static FunctionValue? Find(MarkedText text, string name) => Methods.TryGetValue(name, out var method)
        ? new FunctionValue(name, (rendering, arguments) =>
        {
            rendering.Allocate(text.Length, text.Length);
            var result = method(rendering, text, arguments);
            arguments.End(rendering);
            return result;
        })
        : null;

    /// <summary>Values as text, with a text between.</summary>
    public static MarkedText Join(TemplateRendering rendering, MarkedText separator, object? values)
    {
        var builder = new MarkedTextBuilder(rendering);
        var first = true;
        foreach (var item in PythonValue.Items(rendering, values))
        {
            if (!first)
                builder.Append(separator);
            first = false;
            builder.Append(item as MarkedText
                ?? throw rendering.Error($"'join' puts strings together, but an item is {PythonMath.Describe(item)}."));
        }

        return builder.ToText();
    }

    /// <summary>The text without whitespace, or the characters given, at its ends.</summary>
    public static MarkedText Trim(TemplateRendering rendering, MarkedText text, CallArguments arguments, bool start, bool end)
    {
        var characters = arguments.OptionalText(rendering, "chars");
        rendering.Search(text.Length, characters?.Length ?? 1);
        return text.Trim(characters, start, end);
    }

    private static bool Affix(TemplateRendering rendering, MarkedText text, CallArguments arguments, Func<string, string, bool> holds)
    {
        var part = arguments.Require(rendering, "prefix");
        var parts = part is ListValue { IsTuple: true } list ? list.Items : [part];
        return parts.Any(item => item is MarkedText affix
            ? holds(text.Value, affix.Value)
            : throw rendering.Error($"'{arguments.Callee}' needs a string or a tuple of strings, not {PythonMath.Describe(item)}."));
    }

    private static long Find(TemplateRendering rendering, MarkedText text, CallArguments arguments, bool last)
    {
        var part = arguments.RequireText(rendering, "sub").Value;
        rendering.Search(text.Length, part.Length);
        var at = last ? text.Value.LastIndexOf(part, StringComparison.Ordinal) : text.Value.IndexOf(part, StringComparison.Ordinal);
        return at <= 0 ? at : PythonCharacters.Count(text.Value.AsSpan(0, at));
    }

    private static bool All(MarkedText text, Func<char, bool> holds) => text.Length > 0 && text.Value.All(holds);

    private static MarkedText ZeroFill(TemplateRendering rendering, MarkedText text, long width)
    {
        var missing = width - text.Length;
        if (missing <= 0)
            return text;
        rendering.Allocate(width, width);
        var sign = text.Value.StartsWith('-') || text.Value.StartsWith('+') ? 1 : 0;
        return text.With(text.Value.Insert(sign, new string('0', (int)missing)));
    }

    private static MarkedText Pad(TemplateRendering rendering, MarkedText text, CallArguments arguments, int left, int right)
    {
        var width = arguments.OptionalInteger(rendering, "width", 0);
        var fill = arguments.OptionalText(rendering, "fillchar") ?? " ";
        if (fill.Length != 1)
            throw rendering.Error($"'{arguments.Callee}' fills with one character.");
        var missing = width - PythonCharacters.Count(text.Value);
        if (missing <= 0)
            return text;
        rendering.Allocate(missing, width);

        // Python's center puts the odd one left where width and gap are both odd.
        var before = left == 0 ? 0 : right == 0 ? missing : (missing / 2) + (missing & width & 1);
        var builder = new MarkedTextBuilder(rendering);
        builder.Append(new string(fill[0], (int)before));
        builder.Append(text);
        builder.Append(new string(fill[0], (int)(missing - before)));
        return builder.ToText();
    }
}
