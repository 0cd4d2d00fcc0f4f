using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers;

/// <content>Escapes and sets of characters.</content>
internal sealed partial class PatternParser
{
    /// <summary>The test for <c>\s</c>, <c>\p{L}</c> and the like, or null where the escape is one character.</summary>
    private Func<int, bool>? ClassEscape(bool isInSet)
    {
        char kind = _text[_at];
        Func<int, bool>? test = char.ToLowerInvariant(kind) switch
        {
            's' => CharacterProperties.IsSpace,
            'd' => PropertyNames.Find("Nd"),
            'w' => isInSet ? CharacterProperties.IsWord : CharacterProperties.IsPatternWord,
            'h' => PropertyNames.Find("XDigit"),
            _ => null,
        };
        if (test is not null)
        {
            _at++;
            return char.IsAsciiLetterUpper(kind) ? scalar => !test(scalar) : test;
        }
        if (kind is not ('p' or 'P'))
            return null;
        _at++;
        int end = _at < _text.Length && _text[_at] == '{' ? _text.IndexOf('}', _at) : -1;
        if (end < 0)
            throw Error("\\p needs a name in braces");
        string name = _text[(_at + 1)..end];
        bool isNegated = name.StartsWith('^');
        Func<int, bool> property = PropertyNames.Find(isNegated ? name[1..] : name)
            ?? throw Error($"the property '{name}' is not known");
        _at = end + 1;
        return isNegated != (kind == 'P') ? scalar => !property(scalar) : property;
    }

    private int CharacterEscape()
    {
        int scalar = Scalar();
        switch (scalar)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'a':
                return '\a';
            case 'e':
                return 0x1B;
            case '0':
                return 0;
            case 'x' when Take('{'):
                int end = _text.IndexOf('}', _at);
                int value = end < 0 ? -1 : Hexadecimal(_text.AsSpan(_at, end - _at));
                _at = end + 1;
                return value;
            case 'x':
                return Hexadecimal(2);
            case 'u':
                return Hexadecimal(4);
        }
        if (scalar < 0x80 && char.IsAsciiLetterOrDigit((char)scalar))
            throw Error($"'\\{(char)scalar}' is not supported", _at - 2);
        return scalar;
    }

    private int Hexadecimal(int digits)
    {
        if (_text.Length - _at < digits)
            throw Error("a character's number is cut off");
        int value = Hexadecimal(_text.AsSpan(_at, digits));
        _at += digits;
        return value;
    }

    private int Hexadecimal(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && Rune.IsValid(value)
            ? value
            : throw Error("a character's number is not one of Unicode");

    private Func<int, bool> Bracket()
    {
        if (++_depth > MaximumDepth)
            throw Error($"sets are nested more than {MaximumDepth} deep");
        bool isNegated = Take('^');
        var members = new List<Func<int, bool>>();
        Func<int, bool>? intersected = null;
        bool isFirst = true;
        while (true)
        {
            if (_at >= _text.Length)
                throw Error("a set is not closed");
            if (_text[_at] == ']' && !isFirst)
                break;
            isFirst = false;
            if (_text.AsSpan(_at).StartsWith("&&"))
            {
                _at += 2;
                intersected = And(intersected, Union([.. members]));
                members.Clear();
            }
            else
            {
                members.Add(Member());
            }
        }
        _at++;
        _depth--;
        Func<int, bool> set = Folded(And(intersected, Union([.. members])));
        return isNegated ? scalar => !set(scalar) : set;
    }

    private Func<int, bool> Member()
    {
        if (_text.AsSpan(_at).StartsWith("[:") && _text.IndexOf(":]", _at, StringComparison.Ordinal) is var end and > 0)
        {
            string name = _text[(_at + 2)..end];
            Func<int, bool> test = PropertyNames.Find(name.TrimStart('^')) ?? throw Error($"the class '{name}' is not known");
            _at = end + 2;
            return name.StartsWith('^') ? scalar => !test(scalar) : test;
        }
        if (Take('['))
            return Bracket();
        if (Take('\\'))
        {
            if (_at == _text.Length)
                throw Error("the pattern ends in a backslash");
            if (ClassEscape(isInSet: true) is { } test)
                return test;
            return Range(Take('b') ? '\b' : CharacterEscape());
        }
        return Range(Scalar());
    }

    private Func<int, bool> Range(int first)
    {
        bool isRange = _at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] is not (']' or '[')
            && !(_text[_at + 1] == '\\' && _at + 2 < _text.Length
                && _text[_at + 2] is 's' or 'S' or 'd' or 'D' or 'w' or 'W' or 'p' or 'P' or 'h' or 'H');
        if (!isRange)
            return scalar => scalar == first;
        _at++;
        int last = Take('\\') ? CharacterEscape() : Scalar();
        if (last < first)
            throw Error("a range runs backwards");
        return scalar => scalar >= first && scalar <= last;
    }

    private static Func<int, bool> And(Func<int, bool>? left, Func<int, bool> right) =>
        left is null ? right : scalar => left(scalar) && right(scalar);

    private static Func<int, bool> Union(Func<int, bool>[] members) => members.Length == 1 ? members[0] : scalar =>
    {
        foreach (Func<int, bool> member in members)
        {
            if (member(scalar))
                return true;
        }
        return false;
    };

    // Whether any spelling of a character that differs only in case is meant; ſ, K and Å count among those of s, k and å.
    private Func<int, bool> Folded(Func<int, bool> test)
    {
        if (!_ignoreCase)
            return test;
        return scalar =>
        {
            if (test(scalar))
                return true;
            int upper = CharacterProperties.ToUpper(scalar);
            int lower = CharacterProperties.ToLower(scalar);
            return test(upper) || test(lower) || test(CharacterProperties.ToLower(upper)) || scalar switch
            {
                's' or 'S' => test(0x17F),
                0x17F => test('s') || test('S'),
                'k' or 'K' => test(0x212A),
                0x212A => test('k') || test('K'),
                0xE5 or 0xC5 => test(0x212B),
                _ => false,
            };
        };
    }
}
