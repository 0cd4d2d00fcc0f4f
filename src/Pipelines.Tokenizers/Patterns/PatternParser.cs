using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Reads regular expressions in the syntax of Oniguruma, which tokenizer files use; what it does not know it refuses.</summary>
internal sealed class PatternParser
{
    private const int MaximumDepth = 60;
    private const int MaximumRepeat = 1000;

    private static readonly CharacterSet AnyButLineFeed = new(scalar => scalar != '\n');
    private static readonly CharacterSet AnyCharacter = new(_ => true);

    private readonly string _text;
    private int _at;
    private int _depth;
    private bool _ignoreCase;
    private bool _dotMatchesLineFeed;

    private PatternParser(string text) => _text = text;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="PatternException">The pattern is malformed or uses something unknown.</exception>
    public static PatternNode Parse(string text)
    {
        var parser = new PatternParser(text);
        PatternNode node = parser.Choice();
        if (parser._at < text.Length)
            throw parser.Error("there is a ')' without its '('");
        return node;
    }

    private PatternNode Choice()
    {
        if (++_depth > MaximumDepth)
            throw Error($"groups are nested more than {MaximumDepth} deep");
        bool ignoreCase = _ignoreCase;
        bool dot = _dotMatchesLineFeed;
        List<PatternNode> alternatives = [Sequence()];
        while (Take('|'))
            alternatives.Add(Sequence());
        (_ignoreCase, _dotMatchesLineFeed) = (ignoreCase, dot);
        _depth--;
        return alternatives.Count == 1 ? alternatives[0] : new PatternNode.Choice(alternatives);
    }

    private PatternNode Sequence()
    {
        var parts = new List<PatternNode>();
        while (_at < _text.Length && _text[_at] is not ('|' or ')'))
        {
            if (Atom() is { } atom)
                parts.Add(Repeated(atom));
        }
        return parts.Count == 1 ? parts[0] : new PatternNode.Sequence(parts);
    }

    private PatternNode Repeated(PatternNode atom)
    {
        while (_at < _text.Length)
        {
            int start = _at;
            (int minimum, int maximum) = (0, -1);
            bool isInterval = false;
            switch (_text[_at])
            {
                case '*':
                    break;
                case '+':
                    minimum = 1;
                    break;
                case '?':
                    maximum = 1;
                    break;
                case '{' when TryInterval(out minimum, out maximum):
                    isInterval = true;
                    break;
                default:
                    return atom;
            }
            if (!isInterval)
                _at++;
            if (atom is PatternNode.Anchor)
                throw Error("an anchor cannot be repeated", start);
            PatternGreed greed = PatternGreed.Greedy;
            if (!isInterval && Take('+'))
                greed = PatternGreed.Possessive;
            else if (isInterval && minimum == maximum && _at < _text.Length && _text[_at] == '?')
                throw Error("'{n}?' is not supported; write (?:…{n})? or {n}");
            else if (Take('?'))
                greed = PatternGreed.Lazy;
            atom = new PatternNode.Repeat(atom, minimum, maximum, greed);
        }
        return atom;
    }

    // {n}, {n,}, {,m} or {n,m}; anything else is a literal brace.
    private bool TryInterval(out int minimum, out int maximum)
    {
        (minimum, maximum) = (0, -1);
        int end = _text.IndexOf('}', _at);
        if (end < 0)
            return false;
        string[] parts = _text[(_at + 1)..end].Split(',');
        if (parts.Length > 2 || parts.All(part => part.Length == 0) || !parts.All(part => part.All(char.IsAsciiDigit)))
            return false;
        if (!TryCount(parts[0], 0, out minimum) || !TryCount(parts[^1], -1, out maximum))
            throw Error($"a repetition is limited to {MaximumRepeat}");
        if (maximum >= 0 && maximum < minimum)
            throw Error("the repetition's upper bound is below its lower one");
        _at = end + 1;
        return true;

        static bool TryCount(string part, int missing, out int count)
        {
            count = missing;
            return part.Length == 0 || (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= MaximumRepeat);
        }
    }

    private PatternNode? Atom()
    {
        char first = _text[_at];
        switch (first)
        {
            case '(':
                _at++;
                return Group();
            case '[':
                _at++;
                return new PatternNode.One(new CharacterSet(Bracket()));
            case '.':
                _at++;
                return new PatternNode.One(_dotMatchesLineFeed ? AnyCharacter : AnyButLineFeed);
            case '^':
                _at++;
                return new PatternNode.Anchor(PatternAnchor.LineStart);
            case '$':
                _at++;
                return new PatternNode.Anchor(PatternAnchor.LineEnd);
            case '*' or '+' or '?':
                throw Error("there is nothing to repeat");
            case '\\':
                _at++;
                return Escape();
            default:
                return Literal(Scalar());
        }
    }

    private PatternNode.One Literal(int scalar) => new(new CharacterSet(Folded(candidate => candidate == scalar)));

    private PatternNode? Group()
    {
        if (!Take('?'))
            return Closed(Choice());
        if (_at == _text.Length)
            throw Error("a group is not closed");
        if (Take(':'))
            return Closed(Choice());
        if (Take('>'))
            return new PatternNode.Atomic(Closed(Choice()));
        if (Take('='))
            return new PatternNode.Look(Closed(Choice()), false, false);
        if (Take('!'))
            return new PatternNode.Look(Closed(Choice()), false, true);
        if (Take('#'))
        {
            int end = _text.IndexOf(')', _at);
            if (end < 0)
                throw Error("a comment is not closed");
            _at = end + 1;
            return null;
        }
        if (Take('<'))
        {
            if (Take('='))
                return new PatternNode.Look(Closed(Choice()), true, false);
            if (Take('!'))
                return new PatternNode.Look(Closed(Choice()), true, true);
            int end = _text.IndexOf('>', _at);
            if (end <= _at)
                throw Error("a group's name is not closed");
            _at = end + 1;
            return Closed(Choice());
        }
        return Flags();
    }

    // (?i) holds to the end of the group around it, alternatives included; (?i:…) for its own group.
    private PatternNode Flags()
    {
        (bool ignoreCase, bool dot) = (_ignoreCase, _dotMatchesLineFeed);
        bool on = true;
        while (_at < _text.Length && _text[_at] is not (':' or ')'))
        {
            switch (_text[_at])
            {
                case '-':
                    on = false;
                    break;
                case 'i':
                    ignoreCase = on;
                    break;
                case 'm':
                    dot = on;
                    break;
                default:
                    throw Error($"the option '{_text[_at]}' of a group is not supported; i and m are");
            }
            _at++;
        }
        (bool outerIgnoreCase, bool outerDot) = (_ignoreCase, _dotMatchesLineFeed);
        (_ignoreCase, _dotMatchesLineFeed) = (ignoreCase, dot);
        if (Take(')'))
            return Choice();
        if (!Take(':'))
            throw Error("a group is not closed");
        PatternNode inner = Closed(Choice());
        (_ignoreCase, _dotMatchesLineFeed) = (outerIgnoreCase, outerDot);
        return inner;
    }

    private PatternNode Closed(PatternNode inner) => Take(')') ? inner : throw Error("a group is not closed");

    private PatternNode Escape()
    {
        if (_at == _text.Length)
            throw Error("the pattern ends in a backslash");
        PatternAnchor? anchor = _text[_at] switch
        {
            'A' => PatternAnchor.TextStart,
            'z' => PatternAnchor.TextEnd,
            'Z' => PatternAnchor.TextEndOrLastLine,
            'b' => PatternAnchor.WordBoundary,
            'B' => PatternAnchor.NoWordBoundary,
            _ => null,
        };
        if (anchor is { } kind)
        {
            _at++;
            return new PatternNode.Anchor(kind);
        }
        if (Take('R'))
        {
            return new PatternNode.Atomic(new PatternNode.Choice(
            [
                new PatternNode.Sequence([Literal('\r'), Literal('\n')]),
                new PatternNode.One(new CharacterSet(scalar => scalar is (>= '\n' and <= '\r') or 0x85 or 0x2028 or 0x2029)),
            ]));
        }
        return ClassEscape(isInSet: false) is { } test
            ? new PatternNode.One(new CharacterSet(Folded(test)))
            : Literal(CharacterEscape());
    }

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
            && !(_text[_at + 1] == '\\' && _at + 2 < _text.Length && _text[_at + 2] is 's' or 'S' or 'd' or 'D' or 'w' or 'W' or 'p' or 'P' or 'h' or 'H');
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

    private int Scalar()
    {
        int scalar = CharacterProperties.At(_text, _at, out int length);
        _at += length;
        return scalar;
    }

    private bool Take(char expected)
    {
        if (_at >= _text.Length || _text[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private PatternException Error(string problem, int? at = null) =>
        new($"The regular expression '{Shortened()}' is not supported or malformed: at character {at ?? _at}, {problem}.");

    private string Shortened() => _text.Length <= 200 ? _text : _text[..200] + "…";
}
