using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Puts a text before every text that is not empty: <c>Prepend</c>.</summary>
/// <param name="Prefix">What is put there.</param>
public sealed record PrependNormalizer(string Prefix) : INormalizer
{
    /// <inheritdoc/>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0 ? text : Prefix + text;
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Prepend", w => w.WriteString("prepend", Prefix));
}
