using System.Globalization;

namespace Pipelines;

/// <summary>The simple forms of Python's two ways to format: <c>'%s' % x</c> and <c>'{}'.format(x)</c>.</summary>
internal static class TextFormat
{
    public static MarkedText Percent(TemplateRendering rendering, MarkedText format, object? values)
    {
        var items = values is ListValue { IsTuple: true } tuple ? tuple.Items : [values];
        var builder = new MarkedTextBuilder(rendering);
        var next = 0;
        var text = format.Value;
        for (var i = 0; i < text.Length; i++)
        {
            var percent = text.IndexOf('%', i);
            if (percent < 0)
            {
                builder.Append(format, i, text.Length - i);
                break;
            }

            builder.Append(format, i, percent - i);
            i = percent + 1;
            var (flags, width) = ReadWidth(text, ref i);
            var digits = -1;
            if (i + 2 < text.Length && text[i] == '.' && char.IsAsciiDigit(text[i + 1]))
            {
                digits = text[i + 1] - '0';
                i += 2;
            }

            var kind = i < text.Length ? text[i] : ' ';
            if (kind == '%')
                builder.Append('%');
            else if (next >= items.Count)
                throw rendering.Error("The format has more places than there are values.");
            else
                AppendPadded(builder, Place(rendering, kind, digits, items[next++]), flags, width, isNumber: kind is not ('s' or 'r'));
        }

        return next == items.Count || values is DictionaryValue
            ? builder.ToText() : throw rendering.Error("There are more values than places in the format.");
    }

    public static object? Format(TemplateRendering rendering, MarkedText format, CallArguments arguments)
    {
        var positional = arguments.Positional;
        var named = arguments.Named ?? [];
        var builder = new MarkedTextBuilder(rendering);
        var next = 0;
        var text = format.Value;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is not ('{' or '}'))
            {
                builder.Append(format, i, 1);
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == c)
            {
                builder.Append(c);
                i++;
                continue;
            }

            var close = c == '{' ? text.IndexOf('}', i) : -1;
            var field = close < 0 ? throw rendering.Error("A single '{' or '}' in a format; write it twice.") : text[(i + 1)..close];
            builder.Append(PythonText.Of(rendering, Field(rendering, field, positional, named, ref next)));
            i = close;
        }

        arguments.TakeAll();
        return builder.ToText();
    }

    private static (string Flags, int Width) ReadWidth(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is '-' or '0')
            at++;
        var flags = text[start..at];
        var width = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]) && width < 1000)
            width = (10 * width) + (text[at++] - '0');
        return (flags, width);
    }

    private static void AppendPadded(MarkedTextBuilder builder, MarkedText text, string flags, int width, bool isNumber)
    {
        var missing = width - PythonCharacters.Count(text.Value);
        var left = flags.Contains('-', StringComparison.Ordinal);
        if (missing > 0 && !left)
        {
            var zeros = isNumber && flags.Contains('0', StringComparison.Ordinal);
            var sign = zeros && text.Value.StartsWith('-') ? 1 : 0;
            builder.Append(text, 0, sign);
            builder.Append(new string(zeros ? '0' : ' ', missing));
            builder.Append(text, sign, text.Length - sign);
        }
        else
        {
            builder.Append(text);
            if (missing > 0)
                builder.Append(new string(' ', missing));
        }
    }

    private static object? Field(
        TemplateRendering rendering, string field, List<object?> positional, Dictionary<string, object?> named, ref int next)
    {
        var at = field.Length == 0 ? next++
            : int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        if (at >= 0)
            return at < positional.Count ? positional[at] : throw rendering.Error($"The format has no value for place {at}.");
        return named.TryGetValue(field, out var value)
            ? value
            : throw rendering.Error(
                $"The format has no value '{field}'. Places are {{}}, {{0}} or {{name}}; format specifications are not supported.");
    }

    private static MarkedText Place(TemplateRendering rendering, char kind, int digits, object? value)
    {
        switch (kind)
        {
            case 's':
                var text = PythonText.Of(rendering, value);
                return digits >= 0 ? text.Slice(0, Math.Min(digits, text.Length)) : text;
            case 'r':
                return PythonText.Of(rendering, new ListValue([value])) is var list ? list.Slice(1, list.Length - 2) : MarkedText.Empty;
            case 'd' or 'i' when PythonMath.AsNumber(value) is long number:
                return new MarkedText(number.ToString(CultureInfo.InvariantCulture));
            case 'd' or 'i' when value is double number && double.IsFinite(number):
                return new MarkedText(Math.Truncate(number).ToString("F0", CultureInfo.InvariantCulture));
            case 'x' when PythonMath.AsNumber(value) is long number:
                return new MarkedText(number < 0
                    ? "-" + (-number).ToString("x", CultureInfo.InvariantCulture) : number.ToString("x", CultureInfo.InvariantCulture));
            case 'f' or 'F' when PythonMath.AsNumber(value) is { } number:
                return new MarkedText(PythonMath.ToDouble(number).ToString($"F{(digits < 0 ? 6 : digits)}", CultureInfo.InvariantCulture));
            default:
                throw rendering.Error(
                    $"'%{kind}' with {PythonMath.Describe(value)} is not supported; %s, %r, %d, %i, %x and %f are (%02d, %.2f).");
        }
    }
}
