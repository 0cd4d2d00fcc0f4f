using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>What SentencePiece's NMT rules do with control characters and spaces: <c>Nmt</c>.</summary>
public sealed record NmtNormalizer : INormalizer
{
    /// <inheritdoc/>
    public string Normalize(string text) =>
        ScalarRewriter.Map(ScalarRewriter.Filter(text, IsKept), scalar => IsSpace(scalar) ? ' ' : scalar);

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Nmt");

    private static bool IsKept(int scalar) =>
        scalar is not ((>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F);

    private static bool IsSpace(int scalar) => scalar
        is 0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD;
}
