using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Replaces each match of a text or a regular expression in each token: <c>Replace</c>.</summary>
/// <param name="Pattern">What is replaced.</param>
/// <param name="Content">What stands there instead, taken literally.</param>
public sealed record ReplaceDecoder(TextPattern Pattern, string Content) : ITokenDecoder
{
    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        for (int index = 0; index < tokens.Count; index++)
            tokens[index] = Pattern.Replace(tokens[index], Content);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Replace", w =>
    {
        Pattern.Write(w, "pattern");
        w.WriteString("content", Content);
    });
}
