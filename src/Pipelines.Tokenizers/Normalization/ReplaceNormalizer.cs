using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Replaces each match of a text or a regular expression: <c>Replace</c>.</summary>
/// <param name="Pattern">What is replaced.</param>
/// <param name="Content">What stands there instead, taken literally.</param>
public sealed record ReplaceNormalizer(TextPattern Pattern, string Content) : INormalizer
{
    /// <inheritdoc/>
    public string Normalize(string text) => Pattern.Replace(text, Content);

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Replace", w =>
    {
        Pattern.Write(w, "pattern");
        w.WriteString("content", Content);
    });
}
