using System.Globalization;

namespace Pipelines;

/// <summary>Values as Python writes them: <c>str</c> and <c>repr</c>.</summary>
internal static class PythonText
{
    /// <summary>The value as <c>str</c> gives it; nothing for what is undefined.</summary>
    public static MarkedText Of(TemplateRendering rendering, object? value)
    {
        if (value is MarkedText text)
            return text;
        if (value is UndefinedValue)
            return MarkedText.Empty;
        if (value is ListValue or DictionaryValue)
        {
            var builder = new MarkedTextBuilder(rendering);
            Write(rendering, builder, value);
            return builder.ToText();
        }

        return new MarkedText(Simple(value));
    }

    /// <summary>
    /// A floating-point number as Python's <c>repr</c> writes it: the shortest digits, with an exponent below 1e-4 and from 1e16.
    /// </summary>
    public static string OfDouble(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        if (number == 0)
            return double.IsNegative(number) ? "-0.0" : "0.0";
        var digits = number.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(
            digits.AsSpan(digits.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= 16)
            return Scientific(number, shortest);
        var text = shortest.Contains('E', StringComparison.Ordinal)
            ? decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : shortest;
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    private static string Scientific(double number, string shortest)
    {
        var text = shortest;
        var sign = number < 0 ? "-" : "";
        var mantissa = text.TrimStart('-');
        var e = mantissa.IndexOf('E', StringComparison.Ordinal);
        var power = 0;
        if (e >= 0)
        {
            power = int.Parse(mantissa.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..e];
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        power += (point < 0 ? mantissa.Length : point) - 1;
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');
        power -= leading;
        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}");
    }

    private static string Simple(object? value) => value switch
    {
        null => "None",
        true => "True",
        false => "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => OfDouble(number),
        NamespaceValue => "<Namespace>",
        LoopValue => "<LoopContext>",
        ICallable function => $"<function {function.Name}>",
        _ => "Undefined",
    };

    private static void Write(TemplateRendering rendering, MarkedTextBuilder builder, object? value)
    {
        rendering.Step();
        rendering.EnsureStack();
        switch (value)
        {
            case MarkedText text:
                WriteQuoted(rendering, builder, text);
                break;
            case ListValue list:
                builder.Append(list.IsTuple ? '(' : '[');
                for (var i = 0; i < list.Items.Count; i++)
                {
                    if (i > 0)
                        builder.Append(", ");
                    Write(rendering, builder, list.Items[i]);
                }

                builder.Append(!list.IsTuple ? "]" : list.Items.Count == 1 ? ",)" : ")");
                break;
            case DictionaryValue dictionary:
                builder.Append('{');
                for (var i = 0; i < dictionary.Count; i++)
                {
                    if (i > 0)
                        builder.Append(", ");
                    Write(rendering, builder, dictionary.Entries[i].Key);
                    builder.Append(": ");
                    Write(rendering, builder, dictionary.Entries[i].Value);
                }

                builder.Append('}');
                break;
            default:
                builder.Append(Simple(value));
                break;
        }
    }

    private static void WriteQuoted(TemplateRendering rendering, MarkedTextBuilder builder, MarkedText text)
    {
        var quote = text.Value.Contains('\'', StringComparison.Ordinal) && !text.Value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        builder.Append(quote);
        var quoted = new MarkedTextBuilder(rendering);
        foreach (var c in text.Value)
        {
            if (c == quote || c == '\\')
                quoted.Append($"\\{c}");
            else if (c is '\n')
                quoted.Append("\\n");
            else if (c is '\r')
                quoted.Append("\\r");
            else if (c is '\t')
                quoted.Append("\\t");
            else if (c < ' ' || c is >= '\x7f' and <= '\xa0' || c == '\xad')
                quoted.Append($"\\x{(int)c:x2}");
            else if (!char.IsSurrogate(c) && char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator && c != ' ')
                quoted.Append($"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }

        builder.Append(text.With(quoted.ToText().Value));
        builder.Append(quote);
    }
}
