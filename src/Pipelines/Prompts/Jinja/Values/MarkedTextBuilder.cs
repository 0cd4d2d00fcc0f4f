using System.Text;

namespace Pipelines;

/// <summary>Puts texts together, keeping their marks; every character counts against the rendering's limits.</summary>
internal sealed class MarkedTextBuilder(TemplateRendering rendering)
{
    private readonly StringBuilder _text = new();
    private readonly List<TextMark> _marks = [];

    public int Length => _text.Length;

    public void Append(string text)
    {
        rendering.Allocate(text.Length, _text.Length + (long)text.Length);
        _text.Append(text);
    }

    public void Append(char c)
    {
        rendering.Allocate(1, _text.Length + 1L);
        _text.Append(c);
    }

    public void Append(MarkedText text)
    {
        var at = _text.Length;
        Append(text.Value);
        foreach (var mark in text.Marks)
            Add(mark with { Start = mark.Start + at, End = mark.End + at });
    }

    public void Append(MarkedText text, int start, int length) => Append(text.Slice(start, length));

    public MarkedText ToText() =>
        _text.Length == 0 ? MarkedText.Empty : new MarkedText(_text.ToString(), _marks.Count == 0 ? null : [.. _marks]);

    /// <summary>Marks what was added since a position as the assistant's, as a generation block says.</summary>
    public void CloseGeneration(int start)
    {
        if (_text.Length == start)
            return;
        var message = -1;
        while (_marks.Count > 0 && _marks[^1] is var last && last.End > start)
        {
            message = last.Message;
            _marks.RemoveAt(_marks.Count - 1);
            if (last.Start < start)
                _marks.Add(last with { End = start });
        }

        _marks.Add(new TextMark(start, _text.Length, message, IsGeneration: true));
    }

    /// <summary>
    /// Widens the marks of the one message written since a position to its whole turn: from where the generation prompt ends, if the turn
    /// begins with it, up to the turn's last character that is not whitespace, which takes in the token that ends a turn.
    /// </summary>
    public void CloseTurn(int start, string generationPrompt)
    {
        var first = _marks.Count;
        while (first > 0 && _marks[first - 1].Start >= start)
            first--;
        if (first == _marks.Count)
            return;
        var turn = _marks[first];
        for (var i = first + 1; i < _marks.Count; i++)
        {
            if (_marks[i].Message != turn.Message)
                return;
        }

        var from = turn.Start;
        if (generationPrompt.Length > 0 && start + generationPrompt.Length <= from && StartsAt(start, generationPrompt))
            from = start + generationPrompt.Length;
        var to = _text.Length;
        var written = _marks[^1].End;
        while (to > written && PythonCharacters.IsSpace(_text[to - 1]))
            to--;
        _marks.RemoveRange(first, _marks.Count - first);
        _marks.Add(turn with { Start = from, End = to });
    }

    private bool StartsAt(int start, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (_text[start + i] != text[i])
                return false;
        }

        return true;
    }

    private void Add(TextMark mark)
    {
        if (_marks.Count > 0 && _marks[^1] is var last && last.End == mark.Start && last.Message == mark.Message
            && last.IsGeneration == mark.IsGeneration)
            _marks[^1] = last with { End = mark.End };
        else
            _marks.Add(mark);
    }
}
