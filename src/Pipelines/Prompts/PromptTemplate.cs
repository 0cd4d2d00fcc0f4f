using System.Text;

namespace Pipelines;

/// <summary>
/// A text with holes for columns: <c>{Column}</c> is the column's text, <c>{?Column}…{/Column}</c> a section that stays where the column
/// is not empty, <c>{!Column}…{/Column}</c> one that stays where it is; <c>{{</c> and <c>}}</c> are braces. What columns hold is never
/// read as a template. Immutable.
/// </summary>
public sealed class PromptTemplate
{
    private readonly PromptPart[] _parts;

    private PromptTemplate(string source, PromptPart[] parts, IReadOnlyList<string> columns) =>
        (Source, _parts, Columns) = (source, parts, columns);

    /// <summary>The template.</summary>
    public string Source { get; }

    /// <summary>The columns that holes and sections name, each once, in the order they come.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="source">Text with holes.</param>
    /// <exception cref="TemplateException">A brace is single, a hole empty, a section not closed; line and column are told.</exception>
    public static PromptTemplate Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reader = new PromptTemplateReader(source);
        var parts = reader.Read();
        return new PromptTemplate(source, parts, reader.Columns);
    }

    /// <summary>A text as a template that gives it back: braces are doubled.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
    }

    /// <summary>The text with its holes filled.</summary>
    /// <param name="values">The text of each column; a column that is not there is an error.</param>
    /// <exception cref="KeyNotFoundException">A column of <see cref="Columns"/> has no value.</exception>
    public string Render(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var texts = new string[Columns.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = values.TryGetValue(Columns[i], out var value)
                ? value
                : throw new KeyNotFoundException(
                    $"The template's column '{Columns[i]}' has no value. Given: {string.Join(", ", values.Keys)}.");
        }

        var text = new StringBuilder();
        Render(text, index => texts[index].AsMemory());
        return text.ToString();
    }

    /// <summary>Appends the text with its holes filled, each by the text of the column at an index of <see cref="Columns"/>.</summary>
    internal void Render(StringBuilder destination, Func<int, ReadOnlyMemory<char>> valueOf)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            var part = _parts[i];
            if (part.Kind == PromptPartKind.Text)
                destination.Append(part.Text);
            else if (part.Kind == PromptPartKind.Hole)
                destination.Append(valueOf(part.Column));
            else if (part.Kind != PromptPartKind.End && valueOf(part.Column).IsEmpty != (part.Kind == PromptPartKind.WhereEmpty))
                i = part.End;
        }
    }
}
