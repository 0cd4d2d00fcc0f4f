using System.Text;

namespace Pipelines.Retrieval;

/// <summary>
/// Finds citations of numbered sources: <c>[1]</c>, <c>[1, 3]</c>, <c>[2-4]</c> and their mixtures, also in <c>【…】</c>. Brackets that hold
/// anything else are text, and so is a range that runs backwards or over more than <see cref="LongestRange"/> numbers.
/// </summary>
public static class CitationParser
{
    /// <summary>The most numbers in a range.</summary>
    public const int LongestRange = 100;

    // Nine digits fit an integer.
    private const int MostDigits = 9;

    /// <summary>The citations of a text, in order.</summary>
    public static IReadOnlyList<Citation> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var citations = new List<Citation>();
        var numbers = new List<int>();
        for (var at = 0; at < text.Length; at++)
        {
            var closing = text[at] switch { '[' => ']', '【' => '】', _ => '\0' };
            if (closing == '\0' || !TryRead(text, at + 1, closing, numbers, out var end))
                continue;
            foreach (var number in numbers)
                citations.Add(new Citation(number, at, end - at));
            at = end - 1;
        }

        return citations;
    }

    /// <summary>The text without its citations, and without the white space before each.</summary>
    /// <param name="text">The text.</param>
    /// <param name="citations">What <see cref="Parse"/> gave of it.</param>
    public static string Remove(string text, IReadOnlyList<Citation> citations)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(citations);
        var result = new StringBuilder(text.Length);
        var done = 0;
        foreach (var citation in citations)
        {
            if (citation.Start < done)
                continue;
            result.Append(text.AsSpan(done, citation.Start - done).TrimEnd());
            done = citation.Start + citation.Length;
        }

        return result.Append(text.AsSpan(done)).ToString().Trim();
    }

    private static bool TryRead(string text, int at, char closing, List<int> numbers, out int end)
    {
        numbers.Clear();
        end = at;
        while (true)
        {
            if (!TryReadNumber(text, ref at, out var first))
                return false;
            var last = first;
            if (at < text.Length && text[at] is '-' or '–' or '—')
            {
                at++;
                if (!TryReadNumber(text, ref at, out last) || last < first || last - first >= LongestRange)
                    return false;
            }

            for (var number = first; number <= last; number++)
                numbers.Add(number);
            if (at == text.Length)
                return false;
            if (text[at] == closing)
            {
                end = at + 1;
                return true;
            }

            if (text[at++] is not (',' or ';' or '，' or '、'))
                return false;
        }
    }

    /// <summary>Digits with white space around.</summary>
    private static bool TryReadNumber(string text, ref int at, out int number)
    {
        number = 0;
        SkipSpaces(text, ref at);
        var start = at;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            if (at - start == MostDigits)
                return false;
            number = (number * 10) + (text[at] - '0');
        }

        var hasDigits = at > start;
        SkipSpaces(text, ref at);
        return hasDigits;
    }

    private static void SkipSpaces(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
