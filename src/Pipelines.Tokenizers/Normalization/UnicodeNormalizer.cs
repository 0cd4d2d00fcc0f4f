using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Brings text into a Unicode normalization form: <c>NFC</c>, <c>NFD</c>, <c>NFKC</c>, <c>NFKD</c>.</summary>
/// <param name="Form">The form.</param>
public sealed record UnicodeNormalizer(UnicodeForm Form) : INormalizer
{
    /// <inheritdoc/>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return UnicodeNormalization.Normalize(text, Form);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode(Form.ToString().ToUpperInvariant());
}
