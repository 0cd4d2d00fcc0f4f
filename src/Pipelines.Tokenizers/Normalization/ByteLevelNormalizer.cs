using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Spells the UTF-8 bytes of a text as GPT-2's visible characters: <c>ByteLevel</c> as a normalizer.</summary>
public sealed record ByteLevelNormalizer : INormalizer
{
    /// <inheritdoc/>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ByteAlphabet.Spell(Encoding.UTF8.GetBytes(text));
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("ByteLevel");
}
