using System.Globalization;
using System.Text;

namespace Pipelines;

/// <content>Numbers and strings.</content>
internal sealed partial class TemplateLexer
{
    private void ReadNumber()
    {
        var start = _at;
        if (_source[_at] == '0' && _at + 1 < _source.Length && _source[_at + 1] is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            ReadPrefixed(start);
            return;
        }

        SkipDigits();
        var isFloat = false;
        if (_at + 1 < _source.Length && _source[_at] == '.' && char.IsAsciiDigit(_source[_at + 1]))
        {
            isFloat = true;
            _at++;
            SkipDigits();
        }

        if (_at < _source.Length && _source[_at] is 'e' or 'E')
        {
            var exponent = _at + 1;
            if (exponent < _source.Length && _source[exponent] is '+' or '-')
                exponent++;
            if (exponent < _source.Length && char.IsAsciiDigit(_source[exponent]))
            {
                isFloat = true;
                _at = exponent;
                SkipDigits();
            }
        }

        var text = _source[start.._at];
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (isFloat)
            Add(TemplateTokenKind.Number, text, start, double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));
        else if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            Add(TemplateTokenKind.Number, text, start, number);
        else
            throw PositionOf(start).Error($"The integer {text} has more than 64 bits; such integers are not supported.");
    }

    private void SkipDigits()
    {
        while (_at < _source.Length && (char.IsAsciiDigit(_source[_at]) || (_source[_at] == '_' && _at + 1 < _source.Length
            && char.IsAsciiDigit(_source[_at + 1]))))
            _at++;
    }

    private void ReadPrefixed(int start)
    {
        var radix = char.ToLowerInvariant(_source[_at + 1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
        _at += 2;
        var value = 0L;
        var digits = 0;
        for (; _at < _source.Length; _at++)
        {
            var c = _source[_at];
            if (c == '_')
                continue;
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix)
                break;
            if (value > (long.MaxValue - digit) / radix)
                throw PositionOf(start).Error("The integer has more than 64 bits; such integers are not supported.");
            value = (value * radix) + digit;
            digits++;
        }

        if (digits == 0)
            throw PositionOf(start).Error("An integer with a prefix needs digits after it.");
        Add(TemplateTokenKind.Number, _source[start.._at], start, value);
    }

    private void ReadString(char quote)
    {
        var start = _at++;
        var text = new StringBuilder();
        while (true)
        {
            if (_at >= _source.Length)
                throw PositionOf(start).Error("The string is not closed.");
            var c = _source[_at++];
            if (c == quote)
                break;
            if (c == '\\')
                ReadEscape(text);
            else
                text.Append(c);
        }

        Add(TemplateTokenKind.String, text.ToString(), start);
    }

    private void ReadEscape(StringBuilder text)
    {
        if (_at >= _source.Length)
            return;
        var c = _source[_at++];
        switch (c)
        {
            case '\n': break;
            case '\\' or '\'' or '"': text.Append(c); break;
            case 'a': text.Append('\a'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'n': text.Append('\n'); break;
            case 'r': text.Append('\r'); break;
            case 't': text.Append('\t'); break;
            case 'v': text.Append('\v'); break;
            case 'x': AppendCode(text, 2); break;
            case 'u': AppendCode(text, 4); break;
            case 'U': AppendCode(text, 8); break;
            case 'N':
                throw PositionOf(_at - 2).Error(
                "Characters by name (\\N{…}) are not supported; write \\u and four hexadecimal digits.");
            case >= '0' and <= '7': AppendOctal(text, c - '0'); break;
            default: text.Append('\\').Append(c); break;
        }
    }

    private void AppendOctal(StringBuilder text, int value)
    {
        for (var i = 0; i < 2 && _at < _source.Length && _source[_at] is >= '0' and <= '7'; i++)
            value = (value * 8) + (_source[_at++] - '0');
        text.Append((char)value);
    }

    private void AppendCode(StringBuilder text, int digits)
    {
        if (_at + digits > _source.Length
            || !uint.TryParse(_source.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || code > 0x10FFFF)
            throw PositionOf(_at - 2).Error($"\\{_source[_at - 1]} needs {digits} hexadecimal digits of a character.");
        _at += digits;
        if (code < 0x10000)
            text.Append((char)code);
        else
            text.Append(char.ConvertFromUtf32((int)code));
    }
}
