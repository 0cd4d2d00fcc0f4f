using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// Drops all combining marks (Mn, Mc, Me): <c>StripAccents</c>. It follows a decomposition, which makes marks of accents.
/// </summary>
public sealed record StripAccentsNormalizer : INormalizer
{
    /// <inheritdoc/>
    public string Normalize(string text) => ScalarRewriter.Filter(text, scalar => scalar < 0x300 || !CharacterProperties.IsMark(scalar));

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("StripAccents");
}
