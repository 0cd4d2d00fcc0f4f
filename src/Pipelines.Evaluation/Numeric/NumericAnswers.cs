using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Numbers as people write answers: <c>$1,234.50</c>, <c>-3/4</c>, <c>1 1/2</c>, <c>20%</c>, <c>6.02e23</c>.</summary>
public static class NumericAnswers
{
    private const string Currencies = "$€£¥₹";

    /// <summary>
    /// Reads a text that is one number: with a sign, thousands separated by commas, a fraction, a currency or a percent sign, which do not
    /// change its value.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether it is one number and finite.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        text = text.Trim();
        if (text.EndsWith("."))
            text = text[..^1];
        if (text.EndsWith("%"))
            text = text[..^1].TrimEnd();
        var isNegative = false;
        while (text.Length > 0 && (text[0] is '-' or '+' or '\u2212' || Currencies.Contains(text[0])))
        {
            // One sign and one currency, in any order.
            if (text[0] is '-' or '\u2212')
            {
                if (isNegative)
                    return false;
                isNegative = true;
            }

            text = text[1..].TrimStart();
        }

        if (text.Length > 0 && Currencies.Contains(text[^1]))
            text = text[..^1].TrimEnd();
        if (!TryParseFraction(text, out value))
            return false;
        value = isNegative ? -value : value;
        return double.IsFinite(value);
    }

    /// <summary>The last number in a text: what a solution ends with.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryFindLast(ReadOnlySpan<char> text, out double value)
    {
        for (var end = text.Length; end > 0; end--)
        {
            if (!char.IsAsciiDigit(text[end - 1]))
                continue;
            var start = end - 1;
            while (start > 0 && (char.IsAsciiDigit(text[start - 1]) || (text[start - 1] is ',' or '.' or '/' && IsInside(text, start - 1))))
                start--;
            // A minus is a sign where no number or word is before it.
            if (start > 0 && text[start - 1] == '.' && (start == 1 || !char.IsLetterOrDigit(text[start - 2])))
                start--;
            var signed = start;
            while (signed > 0 && Currencies.Contains(text[signed - 1]))
                signed--;
            if (signed > 0 && text[signed - 1] is '-' or '\u2212' && (signed == 1 || !char.IsLetterOrDigit(text[signed - 2])))
                start = signed - 1;
            if (TryParse(text[start..end], out value))
                return true;
            // What is no number together, such as 1,2 or 1/0, ends with one.
            var last = text[start..end].LastIndexOfAny(',', '/');
            if (TryParse(text[(start + last + 1)..end], out value))
                return true;
            end = start + 1;
        }

        value = 0;
        return false;
    }

    /// <summary>Whether two numbers are the same answer: no further apart than a share of the expected one, or than a distance.</summary>
    /// <param name="expected">The right number.</param>
    /// <param name="answer">The number to score.</param>
    /// <param name="relativeTolerance">The share.</param>
    /// <param name="absoluteTolerance">The distance.</param>
    /// <exception cref="PipelineException">A number is NaN or infinite.</exception>
    public static bool AreEqual(double expected, double answer, double relativeTolerance = 1e-6, double absoluteTolerance = 1e-9)
    {
        Counted.CheckFinite([expected, answer], "Number");
        return Math.Abs(expected - answer) <= Math.Max(relativeTolerance * Math.Abs(expected), absoluteTolerance);
    }

    private static bool IsInside(ReadOnlySpan<char> text, int place) => place > 0 && char.IsAsciiDigit(text[place - 1]);

    // A number, or one over another, perhaps with a whole number before.
    private static bool TryParseFraction(ReadOnlySpan<char> text, out double value)
    {
        var slash = text.IndexOf('/');
        if (slash < 0)
            return TryParseNumber(text, out value);
        value = 0;
        var above = text[..slash].TrimEnd();
        var below = text[(slash + 1)..].TrimStart();
        var whole = 0.0;
        var space = above.LastIndexOf(' ');
        if (space > 0 && !TryParseNumber(above[..space].TrimEnd(), out whole))
            return false;
        if (!TryParseNumber(above[(space + 1)..], out var numerator) || !TryParseNumber(below, out var denominator) || denominator == 0)
            return false;
        value = whole + numerator / denominator;
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        if (text.Length == 0 || (!char.IsAsciiDigit(text[0]) && text[0] != '.'))
            return false;
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var comma = text.IndexOf(',');
        if (comma < 0)
            return double.TryParse(text, Plain, CultureInfo.InvariantCulture, out value);
        // Groups of three, so that "1,2" is no number.
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        if (comma > 3 || (whole.Length - comma) % 4 != 0)
            return false;
        for (var i = comma; i < whole.Length; i++)
        {
            if ((i - comma) % 4 == 0 ? whole[i] != ',' : !char.IsAsciiDigit(whole[i]))
                return false;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out value);
    }
}
