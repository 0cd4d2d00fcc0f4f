using System.Globalization;

namespace Pipelines;

/// <summary>Filters that give numbers.</summary>
internal static class NumberFilters
{
    public static object? Abs(TemplateRendering rendering, object? value, CallArguments arguments) => PythonMath.AsNumber(value) switch
    {
        long.MinValue => throw PythonMath.Overflow(rendering),
        long number => (object)Math.Abs(number),
        double number => Math.Abs(number),
        _ => throw rendering.Error($"'abs' needs a number, not {PythonMath.Describe(value)}."),
    };

    public static object? Round(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var precision = arguments.OptionalInteger(rendering, "precision", 0);
        var method = arguments.OptionalText(rendering, "method") ?? "common";
        if (PythonMath.AsNumber(value) is not { } number)
            throw rendering.Error($"'round' needs a number, not {PythonMath.Describe(value)}.");
        if (method == "common" && number is long && precision >= 0)
            return number;
        var power = Math.Pow(10, precision);
        var scaled = PythonMath.ToDouble(number) * power;
        return method switch
        {
            "common" when precision is >= 0 and <= 15 => Math.Round((double)number, (int)precision, MidpointRounding.ToEven),
            "common" => double.IsFinite(scaled) ? Math.Round(scaled, MidpointRounding.ToEven) / power : number,
            "ceil" => Math.Ceiling(scaled) / power,
            "floor" => Math.Floor(scaled) / power,
            _ => throw rendering.Error("'round' rounds by 'common', 'ceil' or 'floor'."),
        };
    }

    public static object? ToFloat(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var fallback = arguments.Optional("default", 0.0);
        return PythonMath.AsNumber(value) is { } number ? PythonMath.ToDouble(number)
            : value is MarkedText text && ParseFloat(text.Value) is { } parsed ? parsed : fallback;
    }

    public static object? ToInteger(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var fallback = arguments.Optional("default", 0L);
        var radix = arguments.OptionalInteger(rendering, "base", 10);
        switch (PythonMath.AsNumber(value))
        {
            case long integer:
                return integer;
            case double number:
                return FromDouble(rendering, number) ?? fallback;
        }

        if (value is not MarkedText text)
            return fallback;
        if (radix == 10 && ParseInteger(text.Value) is { } parsed)
            return parsed;
        if (radix is 2 or 8 or 16 && ParsePrefixed(text.Value.Trim(), (int)radix) is { } prefixed)
            return prefixed;
        if (radix is not (2 or 8 or 10 or 16))
            throw rendering.Error("'int' reads integers to the base 2, 8, 10 or 16.");
        return ParseFloat(text.Value) is { } fraction ? FromDouble(rendering, fraction) ?? fallback : fallback;
    }

    public static object? Sum(TemplateRendering rendering, object? value, CallArguments arguments)
    {
        var attribute = arguments.Optional("attribute");
        var sum = arguments.Optional("start", 0L);
        foreach (var item in PythonValue.Items(rendering, value))
            sum = PythonMath.Compute(rendering, "+", sum, AttributePath.Get(rendering, item, attribute));
        return sum;
    }

    private static object? FromDouble(TemplateRendering rendering, double number) =>
        !double.IsFinite(number) ? null
            : Math.Abs(number) < 9.2e18 ? (object?)(long)number
            : throw PythonMath.Overflow(rendering);

    private static double? ParseFloat(string text)
    {
        var trimmed = text.Trim();
        return trimmed.ToLowerInvariant().TrimStart('+', '-') is "inf" or "infinity"
            ? trimmed.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity
            : double.TryParse(Digits(trimmed), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && !trimmed.Contains('∞', StringComparison.Ordinal)
                ? number : null;
    }

    private static long? ParseInteger(string text) =>
        long.TryParse(Digits(text.Trim()), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Python allows one underscore between two digits.
    private static string Digits(string text)
    {
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if (text[i] == '_' && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]))
                text = text.Remove(i, 1);
        }

        return text;
    }

    private static long? ParsePrefixed(string text, int radix)
    {
        var negative = text.StartsWith('-');
        var digits = text.TrimStart('+', '-');
        var prefix = radix switch { 2 => "0b", 8 => "0o", _ => "0x" };
        if (digits.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        if (digits.Length is 0 or > 60)
            return null;
        var value = 0L;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix || value > (long.MaxValue - digit) / radix)
                return null;
            value = (value * radix) + digit;
        }

        return negative ? -value : value;
    }
}
