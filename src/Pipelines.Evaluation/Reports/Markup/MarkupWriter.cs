using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Writes markup that is well-formed both as XML and as HTML; whatever text comes in goes out as text.</summary>
internal sealed class MarkupWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = [];

    public MarkupWriter Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(name, attributes);
        _text.Append('>');
        _open.Push(name);
        return this;
    }

    public MarkupWriter Close()
    {
        _text.Append("</").Append(_open.Pop()).Append('>');
        return this;
    }

    /// <summary>An element without content: <c>&lt;line/&gt;</c>, <c>&lt;meta/&gt;</c>.</summary>
    public MarkupWriter Empty(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(name, attributes);
        _text.Append("/>");
        return this;
    }

    /// <summary>An element with text.</summary>
    public MarkupWriter Element(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(name, attributes).Text(text).Close();

    public MarkupWriter Text(string text)
    {
        MarkupText.AppendEscaped(_text, text);
        return this;
    }

    /// <summary>Markup that this package made itself.</summary>
    public MarkupWriter Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public MarkupWriter Line()
    {
        _text.Append('\n');
        return this;
    }

    public override string ToString() => _open.Count == 0
        ? _text.ToString()
        : throw new InvalidOperationException($"The element '{_open.Peek()}' is not closed.");

    private void Begin(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is null)
                continue;
            _text.Append(' ').Append(attribute).Append("=\"");
            MarkupText.AppendEscaped(_text, value);
            _text.Append('"');
        }
    }
}
