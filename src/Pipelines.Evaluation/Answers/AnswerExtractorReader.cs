using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Reads rules as configuration writes them: <c>rule|rule</c>, each <c>name(argument)&gt;name(argument)</c>.</summary>
internal static class AnswerExtractorReader
{
    private static readonly string[] Names =
    [
        "gsm8k", "number(last)", "number(first)", "boxed", "text", "roots", "yes-no",
        "option(n)", "label(a,b)", "after(phrase)", "until(text)",
    ];

    public static IAnswerExtractor Read(string signature)
    {
        var rules = Split(signature, '|').Select(rule => ReadChain(rule, signature)).ToList();
        return rules.Count == 1 ? rules[0] : AnswerExtractor.FirstOf(rules);
    }

    private static IAnswerExtractor ReadChain(string text, string signature)
    {
        var parts = Split(text, '>');
        var rule = ReadRule(parts[^1], null, signature);
        for (var i = parts.Count - 2; i >= 0; i--)
            rule = ReadRule(parts[i], rule, signature);
        return rule;
    }

    private static IAnswerExtractor ReadRule(string text, IAnswerExtractor? then, string signature)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var name = open < 0 ? text.Trim() : text[..open].Trim();
        var argument = open < 0 ? "" : text.EndsWith(')') ? text[(open + 1)..^1] : throw Unknown(text, signature);
        if (name == "after" && argument.Length > 0)
            return AnswerExtractor.After(argument, then);
        IAnswerExtractor rule = (name, argument) switch
        {
            ("gsm8k", "") => AnswerExtractor.Gsm8k,
            ("number", "last") => AnswerExtractor.LastNumber,
            ("number", "first") => AnswerExtractor.FirstNumber,
            ("boxed", "") => AnswerExtractor.Boxed,
            ("text", "") => AnswerExtractor.Text,
            ("roots", "") => AnswerExtractor.EquationRoots,
            ("yes-no", "") => AnswerExtractor.YesNo,
            ("option", _) when int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is >= 2 and <= 26 => AnswerExtractor.OptionLetter(count),
            ("label", _) when argument.Contains(',') => AnswerExtractor.Label(argument.Split(',', StringSplitOptions.TrimEntries)),
            ("until", { Length: > 0 }) => AnswerExtractor.Until(argument.Split(',').Select(stop => stop.Replace("\\n", "\n")).ToArray()),
            _ => throw Unknown(text, signature),
        };
        return then is null ? rule : AnswerExtractor.Then(rule, then);
    }

    // Arguments may hold the separators.
    private static List<string> Split(string text, char separator)
    {
        List<string> parts = [];
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] != separator || depth > 0)
                continue;
            parts.Add(text[start..i]);
            start = i + 1;
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static PipelineException Unknown(string rule, string signature) => new(
        $"There is no rule '{rule.Trim()}' to find answers by{(rule == signature ? "" : $" (in '{signature}')")}. "
        + $"There are {string.Join(", ", Names)}.");
}
