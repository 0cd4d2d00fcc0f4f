using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>
/// Finds numbers in texts as people and models write them: with commas between thousands, decimals, an exponent; fractions, mixed numbers,
/// LaTeX's <c>\frac{1}{2}</c>.
/// </summary>
internal static class NumberScanner
{
    private static readonly string[] Fractions = ["\\frac", "\\dfrac", "\\tfrac"];

    /// <summary>Finds the next number of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where to look from; then where the number stands, its sign with it.</param>
    /// <param name="length">How many characters it takes.</param>
    /// <param name="value">The number.</param>
    public static bool TryFind(ReadOnlySpan<char> text, ref int start, out int length, out double value)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '\\' && TryReadLatexFraction(text[i..], out length, out value))
            {
                start = i;
                TakeSign(text, ref start, ref length, ref value);
                return true;
            }

            // A letter before a digit makes it part of a name: x2, CO2.
            if (!IsStart(text, i) || i > 0 && (char.IsLetter(text[i - 1]) || text[i - 1] == '_'))
            {
                if (char.IsAsciiDigit(text[i]))
                    i += SkipDigits(text[i..]) - 1;
                continue;
            }

            length = ReadNumber(text[i..], out value);
            if (!double.IsFinite(value))
            {
                i += length - 1;
                continue;
            }

            start = i;
            TakeSign(text, ref start, ref length, ref value);
            return true;
        }

        (start, length, value) = (text.Length, 0, 0);
        return false;
    }

    /// <summary>Reads a decimal number without a sign at the start of a text, not a fraction.</summary>
    public static bool TryReadUnsigned(ReadOnlySpan<char> text, out int length, out double value)
    {
        (length, value) = (0, 0);
        if (text.IsEmpty || !IsStart(text, 0))
            return false;
        length = ReadDecimal(text, out value, out _);
        return true;
    }

    private static bool IsStart(ReadOnlySpan<char> text, int i) => char.IsAsciiDigit(text[i])
        || text[i] == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]) && (i == 0 || !char.IsAsciiDigit(text[i - 1]));

    private static int SkipDigits(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length && char.IsAsciiDigit(text[i]))
            i++;
        return Math.Max(i, 1);
    }

    private static int ReadNumber(ReadOnlySpan<char> text, out double value)
    {
        var length = ReadDecimal(text, out value, out var isWhole);

        // A mixed number, 2 1/2, or a fraction, 3/4 and 3 / 4.
        if (isWhole && length < text.Length && text[length] == ' ' && TryReadRatio(text[(length + 1)..], out var ratio, out var ratioLength)
            && ratio < 1)
        {
            value += ratio;
            return length + 1 + ratioLength;
        }

        if (TryReadRatio(text, out var whole, out ratioLength))
        {
            value = whole;
            return ratioLength;
        }

        return length;
    }

    private static bool TryReadRatio(ReadOnlySpan<char> text, out double value, out int length)
    {
        (value, length) = (0, 0);
        if (text.IsEmpty || !char.IsAsciiDigit(text[0]))
            return false;
        var above = ReadDecimal(text, out var numerator, out var isWhole);
        var i = above;
        if (!isWhole || i >= text.Length || text[i] is not ('/' or '⁄'))
            return false;
        i++;
        if (i >= text.Length || !char.IsAsciiDigit(text[i]))
            return false;
        var below = ReadDecimal(text[i..], out var denominator, out isWhole);
        var end = i + below;
        // 1/2/2020 is a date; 12/0 is nothing.
        if (!isWhole || denominator == 0 || end < text.Length && text[end] == '/')
            return false;
        (value, length) = (numerator / denominator, end);
        return true;
    }

    private static int ReadDecimal(ReadOnlySpan<char> text, out double value, out bool isWhole)
    {
        Span<char> digits = stackalloc char[64];
        var (count, dropped, i) = (0, 0, 0);
        isWhole = true;
        while (i < text.Length)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                if (!Put(digits, ref count, text[i++]) && isWhole)
                    dropped++;
            }
            else if (isWhole && IsThousands(text, i))
            {
                i++;
            }
            else if (isWhole && text[i] == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
            {
                isWhole = false;
                Put(digits, ref count, text[i++]);
            }
            else
            {
                break;
            }
        }

        if (i + 1 < text.Length && text[i] is 'e' or 'E')
        {
            var exponent = i + 1;
            if (text[exponent] is '+' or '-' && exponent + 1 < text.Length)
                exponent++;
            var end = exponent + (char.IsAsciiDigit(text[exponent]) ? SkipDigits(text[exponent..]) : 0);
            if (end > exponent && end - exponent <= 3 && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                isWhole = false;
                while (i < end)
                    Put(digits, ref count, text[i++]);
            }
        }

        value = double.Parse(digits[..count], NumberStyles.Float, CultureInfo.InvariantCulture) * Math.Pow(10, dropped);
        return i;
    }

    // Digits past the buffer are more than a double tells apart; only how many there are counts.
    private static bool Put(Span<char> digits, ref int count, char c)
    {
        if (count == digits.Length)
            return false;
        digits[count++] = c;
        return true;
    }

    // One to three digits, then groups of three.
    private static bool IsThousands(ReadOnlySpan<char> text, int comma)
    {
        if (text[comma] != ',' || comma is 0 || comma + 3 >= text.Length)
            return false;
        for (var i = 1; i <= 3; i++)
        {
            if (!char.IsAsciiDigit(text[comma + i]))
                return false;
        }

        var digits = 0;
        while (digits < comma && char.IsAsciiDigit(text[comma - 1 - digits]))
            digits++;
        return digits <= 3 && (comma + 4 >= text.Length || !char.IsAsciiDigit(text[comma + 4]));
    }

    private static bool TryReadLatexFraction(ReadOnlySpan<char> text, out int length, out double value)
    {
        (length, value) = (0, 0);
        foreach (var name in Fractions)
        {
            if (!text.StartsWith(name))
                continue;
            var i = name.Length;
            if (!TryReadBraces(text, ref i, out var numerator) || !TryReadBraces(text, ref i, out var denominator) || denominator == 0)
                return false;
            (length, value) = (i, numerator / denominator);
            return true;
        }

        return false;
    }

    private static bool TryReadBraces(ReadOnlySpan<char> text, ref int i, out double value)
    {
        value = 0;
        if (i >= text.Length || text[i] != '{')
            return false;
        var end = text[i..].IndexOf('}');
        if (end < 0 || !double.TryParse(
            text.Slice(i + 1, end - 1), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out value))
            return false;
        i += end + 1;
        return true;
    }

    // A minus is a sign where nothing stands before it that it could be taken from; a currency sign may stand between.
    private static void TakeSign(ReadOnlySpan<char> text, ref int start, ref int length, ref double value)
    {
        var i = start;
        if (i > 0 && text[i - 1] is '$' or '£' or '€' or '¥' or '₹')
            i--;
        if (i > 0 && text[i - 1] == '\\' && i < start)
            i--;
        if (i == 0 || text[i - 1] is not ('-' or '−' or '–'))
            return;
        var before = text[..(i - 1)].TrimEnd();
        var isGlued = before.Length == i - 1;
        var isTakenFrom = before.Length > 0
            && (char.IsLetter(before[^1]) ? isGlued : char.IsDigit(before[^1]) || before[^1] is ')' or ']' or '}');
        if (isTakenFrom)
            return;
        length += start - (i - 1);
        start = i - 1;
        value = -value;
    }
}
