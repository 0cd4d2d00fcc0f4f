using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>A literal text or a regular expression, as nodes of a <c>tokenizer.json</c> have them.</summary>
/// <remarks>
/// Expressions have Oniguruma's syntax and work on Unicode scalar values. Supported are alternatives, groups, sets with <c>&amp;&amp;</c>,
/// <c>\p{…}</c> of categories and scripts, POSIX classes, greedy, lazy and possessive repetition, looking ahead and behind, atomic groups,
/// anchors, and the options i and m. Immutable; may be used by several threads at once.
/// </remarks>
public sealed class TextPattern
{
    [ThreadStatic] private static List<PatternMatch>? _scratch;

    private readonly Pattern? _pattern;

    private TextPattern(string text, Pattern? pattern) => (Text, _pattern) = (text, pattern);

    /// <summary>The literal text or the expression.</summary>
    public string Text { get; }

    /// <summary>Whether it is an expression.</summary>
    public bool IsExpression => _pattern is not null;

    /// <summary>A pattern that matches a text as it stands.</summary>
    public static TextPattern Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TextPattern(text, null);
    }

    /// <summary>A pattern of a regular expression.</summary>
    /// <exception cref="ArgumentException">The expression is malformed or uses something that is not supported.</exception>
    public static TextPattern Expression(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        try
        {
            return new TextPattern(expression, new Pattern(expression));
        }
        catch (PatternException exception)
        {
            throw new ArgumentException(exception.Message, nameof(expression), exception);
        }
    }

    internal static TextPattern Read(JsonPlace node)
    {
        node.Expect("String", "Regex");
        JsonPlace literal = node["String"];
        JsonPlace expression = node["Regex"];
        if (literal.IsNull == expression.IsNull)
            throw node.Error("either a \"String\" or a \"Regex\" is expected");
        try
        {
            return literal.IsNull ? Expression(expression.Text()) : Literal(literal.Text());
        }
        catch (ArgumentException exception)
        {
            throw expression.Error(exception.InnerException!.Message.TrimEnd('.'), exception);
        }
    }

    internal void Write(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteString(IsExpression ? "Regex" : "String", Text);
        writer.WriteEndObject();
    }

    /// <summary>Appends what matches and what lies between.</summary>
    internal void FindAll(ReadOnlySpan<char> text, List<PatternMatch> parts)
    {
        if (_pattern is null)
            PatternMatches.FindAll(Text, text, parts);
        else
            _pattern.FindAll(text, parts);
    }

    /// <summary>The text with another in the place of each match.</summary>
    internal string Replace(string text, string content)
    {
        if (_pattern is null)
            return Text.Length == 0 ? text : text.Replace(Text, content, StringComparison.Ordinal);
        List<PatternMatch> parts = _scratch ?? [];
        _scratch = null;
        parts.Clear();
        _pattern.FindAll(text, parts);
        if (parts.Exists(part => part.IsMatch))
        {
            var result = new StringBuilder(text.Length);
            foreach (PatternMatch part in parts)
            {
                if (part.IsMatch)
                    result.Append(content);
                else
                    result.Append(text, part.Start, part.End - part.Start);
            }
            text = result.ToString();
        }
        _scratch = parts;
        return text;
    }
}
