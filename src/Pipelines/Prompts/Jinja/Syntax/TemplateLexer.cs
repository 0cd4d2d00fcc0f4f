namespace Pipelines;

/// <summary>
/// Cuts a template into tokens by the rules of Jinja2's lexer with <c>trim_blocks</c> and <c>lstrip_blocks</c> (jinja2/lexer.py): the
/// newline after a block or comment goes, blanks before one that starts a line go, <c>-</c> takes all whitespace on its side, <c>+</c>
/// none, and one newline at the very end goes.
/// </summary>
internal sealed partial class TemplateLexer
{
    private static readonly string[] Operators =
    [
        "**", "//", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|",
        ",", ";",
    ];

    private readonly string _source;
    private readonly List<TemplateToken> _tokens = [];
    private readonly List<int> _lineStarts = [0];
    private readonly Stack<char> _open = new();
    private int _at;

    private TemplateLexer(string source)
    {
        source = source.ReplaceLineEndings("\n");
        _source = source.EndsWith('\n') ? source[..^1] : source;
        for (var i = 0; i < _source.Length; i++)
        {
            if (_source[i] == '\n')
                _lineStarts.Add(i + 1);
        }
    }

    public static List<TemplateToken> Read(string source)
    {
        var lexer = new TemplateLexer(source);
        lexer.ReadTemplate();
        return lexer._tokens;
    }

    private TemplatePosition PositionOf(int index)
    {
        var line = _lineStarts.BinarySearch(index);
        line = line < 0 ? ~line - 1 : line;
        return new TemplatePosition(line + 1, index - _lineStarts[line] + 1);
    }

    private void Add(TemplateTokenKind kind, string text, int at, object? number = null) =>
        _tokens.Add(new TemplateToken(kind, text, PositionOf(at), number));

    private void ReadTemplate()
    {
        while (_at < _source.Length)
        {
            var open = NextOpening(_at);
            if (open < 0)
            {
                AddData(_at, _source.Length);
                break;
            }

            var kind = _source[open + 1];
            var inside = open + 2;
            var sign = inside < _source.Length && _source[inside] is '-' or '+' ? _source[inside++] : ' ';
            AddData(_at, DataEnd(_at, open, sign, strips: kind != '{'));
            switch (kind)
            {
                case '#':
                    SkipComment(open, inside);
                    break;
                case '{':
                    ReadExpression(open, inside, TemplateTokenKind.VariableBegin, TemplateTokenKind.VariableEnd);
                    break;
                case var _ when RawBegin(inside) is { } begin:
                    ReadRaw(open, begin);
                    break;
                default:
                    ReadExpression(open, inside, TemplateTokenKind.BlockBegin, TemplateTokenKind.BlockEnd);
                    break;
            }
        }

        Add(TemplateTokenKind.End, "", _source.Length);
    }

    private int NextOpening(int from)
    {
        for (var i = from; (i = _source.IndexOf('{', i)) >= 0 && i + 1 < _source.Length; i++)
        {
            if (_source[i + 1] is '{' or '%' or '#')
                return i;
        }

        return -1;
    }

    private void AddData(int start, int end)
    {
        if (end > start)
            Add(TemplateTokenKind.Data, _source[start..end], start);
    }

    /// <summary>Where the text before a tag ends once its trailing whitespace is dealt with.</summary>
    private int DataEnd(int start, int end, char sign, bool strips)
    {
        if (sign == '-')
        {
            while (end > start && PythonCharacters.IsSpace(_source[end - 1]))
                end--;
            return end;
        }

        if (sign == '+' || !strips)
            return end;
        var line = end;
        while (line > start && _source[line - 1] != '\n')
        {
            if (!PythonCharacters.IsSpace(_source[line - 1]))
                return end;
            line--;
        }

        return line > start || start == 0 || _source[start - 1] == '\n' ? line : end;
    }

    private void SkipComment(int open, int inside)
    {
        var close = _source.IndexOf("#}", inside, StringComparison.Ordinal);
        if (close < 0)
            throw PositionOf(open).Error("The comment '{#' is not closed by '#}'.");
        _at = close + 2;
        SkipAfter(close > inside ? _source[close - 1] : ' ');
    }

    private void SkipAfter(char sign)
    {
        if (sign == '-')
        {
            while (_at < _source.Length && PythonCharacters.IsSpace(_source[_at]))
                _at++;
        }
        else if (sign != '+' && _at < _source.Length && _source[_at] == '\n')
        {
            _at++;
        }
    }

    private int? RawBegin(int at)
    {
        at = SkipSpace(at);
        if (string.CompareOrdinal(_source, at, "raw", 0, 3) != 0)
            return null;
        at = SkipSpace(at + 3);
        var strip = at < _source.Length && _source[at] == '-';
        at += strip ? 1 : 0;
        if (string.CompareOrdinal(_source, at, "%}", 0, 2) != 0)
            return null;
        return strip ? SkipSpace(at + 2) : at + 2;
    }

    private void ReadRaw(int open, int begin)
    {
        for (var i = begin; (i = _source.IndexOf("{%", i, StringComparison.Ordinal)) >= 0; i += 2)
        {
            var at = i + 2;
            var sign = at < _source.Length && _source[at] is '-' or '+' ? _source[at++] : ' ';
            at = SkipSpace(at);
            if (string.CompareOrdinal(_source, at, "endraw", 0, 6) != 0)
                continue;
            at = SkipSpace(at + 6);
            var end = at < _source.Length && _source[at] is '-' or '+' ? _source[at++] : ' ';
            if (string.CompareOrdinal(_source, at, "%}", 0, 2) != 0)
                continue;
            AddData(begin, DataEnd(begin, i, sign, strips: true));
            _at = at + 2;
            SkipAfter(end);
            return;
        }

        throw PositionOf(open).Error("'{% raw %}' is not closed by '{% endraw %}'.");
    }

    private int SkipSpace(int at)
    {
        while (at < _source.Length && PythonCharacters.IsSpace(_source[at]))
            at++;
        return at;
    }

    private void ReadExpression(int open, int inside, TemplateTokenKind begin, TemplateTokenKind end)
    {
        Add(begin, "", open);
        _open.Clear();
        _at = inside;
        var close = end == TemplateTokenKind.BlockEnd ? "%}" : "}}";
        while (true)
        {
            _at = SkipSpace(_at);
            if (_at >= _source.Length)
                throw PositionOf(open).Error($"'{_source.Substring(open, 2)}' is not closed by '{close}'.");
            if (_open.Count == 0 && ReadEnd(close, end))
                return;
            ReadToken();
        }
    }

    private bool ReadEnd(string close, TemplateTokenKind end)
    {
        var signed = _source[_at] == '-' || (_source[_at] == '+' && end == TemplateTokenKind.BlockEnd);
        if (string.CompareOrdinal(_source, _at + (signed ? 1 : 0), close, 0, 2) != 0)
            return false;
        Add(end, "", _at);
        var sign = signed ? _source[_at] : ' ';
        _at += signed ? 3 : 2;
        if (end == TemplateTokenKind.BlockEnd || sign == '-')
            SkipAfter(sign);
        return true;
    }

    private void ReadToken()
    {
        var c = _source[_at];
        if (c is '\'' or '"')
            ReadString(c);
        else if (char.IsAsciiDigit(c))
            ReadNumber();
        else if (char.IsLetter(c) || c == '_')
            ReadName();
        else
            ReadOperator();
    }

    private void ReadName()
    {
        var start = _at;
        while (_at < _source.Length && (char.IsLetterOrDigit(_source[_at]) || _source[_at] == '_'))
            _at++;
        Add(TemplateTokenKind.Name, _source[start.._at], start);
    }

    private void ReadOperator()
    {
        foreach (var text in Operators)
        {
            if (string.CompareOrdinal(_source, _at, text, 0, text.Length) != 0)
                continue;
            if (text is "(" or "[" or "{")
                _open.Push(text[0] switch { '(' => ')', '[' => ']', _ => '}' });
            else if (text is ")" or "]" or "}" && (!_open.TryPop(out var expected) || expected != text[0]))
                throw PositionOf(_at).Error($"'{text}' closes nothing that is open here.");
            Add(TemplateTokenKind.Operator, text, _at);
            _at += text.Length;
            return;
        }

        throw PositionOf(_at).Error($"'{_source[_at]}' is not part of a Jinja expression.");
    }
}
