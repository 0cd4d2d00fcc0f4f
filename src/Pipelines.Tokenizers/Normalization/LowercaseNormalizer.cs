using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Lowers the case of each character by itself: <c>Lowercase</c>. İ becomes i and a dot above; a word-final Σ becomes σ.</summary>
public sealed record LowercaseNormalizer : INormalizer
{
    private const char DottedCapitalI = '\u0130';

    /// <inheritdoc/>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string lower = text.ToLowerInvariant();
        return text.Contains(DottedCapitalI, StringComparison.Ordinal) ? Dotted(text) : lower;
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Lowercase");

    private static string Dotted(string text)
    {
        var result = new StringBuilder(text.Length + 4);
        foreach (string part in text.Split(DottedCapitalI))
            result.Append(part.ToLowerInvariant()).Append("i\u0307");
        return result.ToString(0, result.Length - 2);
    }
}
