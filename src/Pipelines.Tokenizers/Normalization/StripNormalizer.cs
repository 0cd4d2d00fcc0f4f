using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Takes white space off the ends of a text: <c>Strip</c>.</summary>
/// <param name="Left">Off its start.</param>
/// <param name="Right">Off its end.</param>
public sealed record StripNormalizer(bool Left, bool Right) : INormalizer
{
    /// <inheritdoc/>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int start = 0;
        int end = text.Length;
        while (Left && start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (Right && end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end - start == text.Length ? text : text[start..end];
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Strip", w =>
    {
        w.WriteBoolean("strip_left", Left);
        w.WriteBoolean("strip_right", Right);
    });
}
