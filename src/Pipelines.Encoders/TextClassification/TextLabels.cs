using System.Globalization;

namespace Pipelines.Encoders;

/// <summary>Names of labels, by index.</summary>
internal static class TextLabels
{
    /// <summary>Where a number is learned, there is one output and this is its name.</summary>
    public static string[] Regression { get; } = [Default(0)];

    /// <summary>What the reference library calls labels without names.</summary>
    public static string Default(int index) => $"LABEL_{index.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>As many names as labels.</summary>
    public static string[] Defaults(int count) => [.. Enumerable.Range(0, count).Select(Default)];

    /// <summary>Whether labels have no names of their own.</summary>
    public static bool AreDefaults(IReadOnlyList<string> labels) => labels.SequenceEqual(Defaults(labels.Count), StringComparer.Ordinal);

    /// <summary>Labels in an order that does not depend on the rows': numbers by value, otherwise by their characters.</summary>
    public static string[] Sorted(IEnumerable<string> labels)
    {
        string[] sorted = [.. labels];
        if (sorted.All(label => TryNumber(label, out _)))
            Array.Sort(sorted, (a, b) => TryNumber(a, out var x) && TryNumber(b, out var y) && x != y
                ? x.CompareTo(y)
                : string.CompareOrdinal(a, b));
        else
            Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }

    /// <summary>What is wrong with labels of a problem; null for nothing.</summary>
    public static string? Refuse(IReadOnlyList<string> labels, TextProblem problem)
    {
        if (problem == TextProblem.Regression)
            return labels.Count == 1 ? null : $"a regression has one output, but there are {labels.Count} labels";
        if (labels.Count < 2)
            return $"there are {labels.Count} labels; at least 2 were expected";
        if (labels.Any(string.IsNullOrWhiteSpace))
            return "a label has no name";
        return labels.Distinct(StringComparer.Ordinal).Count() == labels.Count ? null : "two labels have the same name";
    }

    private static bool TryNumber(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
