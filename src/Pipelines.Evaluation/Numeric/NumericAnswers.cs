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
        text = text.Trim();
        if (text.EndsWith("."))
            text = text[..^1];
        if (text.EndsWith("%"))
            text = text[..^1].TrimEnd('\\').TrimEnd();
        if (text.Length > 0 && Currencies.Contains(text[^1]))
            text = text[..^1].TrimEnd();
        var start = 0;
        if (!NumberScanner.TryFind(text, ref start, out var length, out value) || start + length != text.Length)
            return false;
        var before = text[..start];
        return before.Length <= 2 && !before.ContainsAnyExcept("+$€£¥₹ ");
    }

    /// <summary>The last number in a text: what a solution ends with. Digits behind a letter, as in CO2, are part of a name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryFindLast(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var (start, isFound) = (0, false);
        while (NumberScanner.TryFind(text, ref start, out var length, out var next))
        {
            (value, isFound) = (next, true);
            start += length;
        }

        return isFound;
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

    /// <summary>A number in the one form that answers are compared in: <c>0.5</c>, <c>1080</c>.</summary>
    public static string Format(double value)
    {
        if (value == 0)
            return "0";
        return Math.Abs(value) is >= 1e-6 and < 1e15
            ? ((decimal)value).ToString("0.############", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
    }
}
