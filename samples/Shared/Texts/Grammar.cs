using Pipelines.Nn;

namespace Pipelines.Samples;

/// <summary>A context-free grammar over words, expanded at random.</summary>
public sealed class Grammar
{
    private readonly Dictionary<string, string[]> _alternatives = [];

    /// <summary>Reads rules; a symbol may have several lines.</summary>
    public Grammar(string rules)
    {
        foreach (var line in rules.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (symbol, right) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..]);
            var added = right.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            _alternatives[symbol] = _alternatives.TryGetValue(symbol, out var known) ? [.. known, .. added] : added;
        }
    }

    /// <summary>One text of a symbol. Names in <paramref name="bound"/> stand for themselves.</summary>
    public string Expand(string symbol, RandomGenerator random, IReadOnlyDictionary<string, string> bound)
    {
        if (bound.TryGetValue(symbol, out var value))
            return value;
        var alternatives = _alternatives[symbol];
        return Fill(alternatives[random.NextInt32(alternatives.Length)], random, bound);
    }

    private string Fill(string template, RandomGenerator random, IReadOnlyDictionary<string, string> bound)
    {
        var open = template.IndexOf('{');
        if (open < 0)
            return template;
        var close = template.IndexOf('}', open);
        var before = template[..open];
        var inserted = Expand(template[(open + 1)..close], random, bound);
        if (inserted[0] is 'a' or 'e' or 'i' or 'o' or 'u' && (before is "a " || before.EndsWith(" a ", StringComparison.Ordinal)))
            before = before[..^1] + "n ";
        return before + inserted + Fill(template[(close + 1)..], random, bound);
    }
}
