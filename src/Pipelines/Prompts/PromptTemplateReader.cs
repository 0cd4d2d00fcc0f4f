using System.Text;

namespace Pipelines;

/// <summary>Reads the parts of a prompt template.</summary>
internal sealed class PromptTemplateReader(string source)
{
    private readonly List<PromptPart> _parts = [];
    private readonly Stack<(int Part, int At)> _open = new();
    private readonly StringBuilder _text = new();

    public List<string> Columns { get; } = [];

    public PromptPart[] Read()
    {
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            if (c is not ('{' or '}'))
                _text.Append(c);
            else if (i + 1 < source.Length && source[i + 1] == c)
                _text.Append(source[i++]);
            else if (c == '}')
                throw Error(i, "A single '}' closes nothing. Write '}}' for a brace.");
            else
                i = ReadHole(i);
        }

        if (_open.TryPeek(out var open))
            throw Error(open.At, $"The section of '{ColumnOf(open.Part)}' is not closed. "
                + $"Write '{{/{ColumnOf(open.Part)}}}' where it ends.");
        EndText();
        return [.. _parts];
    }

    private int ReadHole(int at)
    {
        var close = source.AsSpan(at + 1).IndexOfAny('{', '}', '\n');
        if (close < 0 || source[at + 1 + close] != '}')
            throw Error(at, "The hole is not closed by '}' on its line. Write '{{' for a brace.");
        var inside = source.Substring(at + 1, close);
        var kind = inside.Length == 0 ? PromptPartKind.Hole : inside[0] switch
        {
            '?' => PromptPartKind.WhereNotEmpty,
            '!' => PromptPartKind.WhereEmpty,
            '/' => PromptPartKind.End,
            _ => PromptPartKind.Hole,
        };
        var name = kind == PromptPartKind.Hole ? inside : inside[1..];
        if (string.IsNullOrWhiteSpace(name) || name != name.Trim())
        {
            throw Error(at, $"'{{{inside}}}' names no column. Write {{Column}}, "
                + $"{{?Column}}…{{/Column}} for a section that is left out where the "
                + "column is empty, {!Column}…{/Column} for one that stays then, or {{ and }} for braces.");
        }

        EndText();
        if (kind == PromptPartKind.End)
            CloseSection(name, at);
        else
            Open(kind, name, at);
        return at + 1 + close;
    }

    private void Open(PromptPartKind kind, string name, int at)
    {
        var column = Columns.IndexOf(name);
        if (column < 0)
        {
            column = Columns.Count;
            Columns.Add(name);
        }

        if (kind != PromptPartKind.Hole)
            _open.Push((_parts.Count, at));
        _parts.Add(new PromptPart(kind, "", column));
    }

    private void CloseSection(string name, int at)
    {
        if (!_open.TryPop(out var open))
            throw Error(at, $"'{{/{name}}}' closes no section. Sections begin with '{{?{name}}}' or '{{!{name}}}'.");
        if (ColumnOf(open.Part) != name)
            throw Error(at, $"'{{/{name}}}' stands where the section of '{ColumnOf(open.Part)}' is to be closed first.");
        _parts[open.Part] = _parts[open.Part] with { End = _parts.Count };
        _parts.Add(new PromptPart(PromptPartKind.End, "", _parts[open.Part].Column));
    }

    private string ColumnOf(int part) => Columns[_parts[part].Column];

    private void EndText()
    {
        if (_text.Length > 0)
            _parts.Add(new PromptPart(PromptPartKind.Text, _text.ToString(), -1));
        _text.Clear();
    }

    private TemplateException Error(int at, string message)
    {
        var before = source.AsSpan(0, at);
        return new TemplateException(message, before.Count('\n') + 1, at - before.LastIndexOf('\n'));
    }
}
