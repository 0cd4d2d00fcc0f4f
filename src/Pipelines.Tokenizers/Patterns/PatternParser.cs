using System.Globalization;

namespace Pipelines.Tokenizers;

/// <summary>Reads regular expressions in the syntax of Oniguruma, which tokenizer files use; what it does not know it refuses.</summary>
internal sealed partial class PatternParser
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
            return part.Length == 0
                || (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= MaximumRepeat);
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
