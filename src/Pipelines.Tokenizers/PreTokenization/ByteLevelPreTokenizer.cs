using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// GPT-2's: cuts text into words with their leading space and spells their UTF-8 bytes as visible characters: <c>ByteLevel</c>.
/// </summary>
/// <param name="AddPrefixSpace">Puts a space before a piece that has none.</param>
/// <param name="UseRegex">Cuts by GPT-2's pattern; else the bytes are only spelled.</param>
/// <param name="TrimOffsets">Kept for writing: it concerns offsets, not ids.</param>
public sealed record ByteLevelPreTokenizer(bool AddPrefixSpace = true, bool UseRegex = true, bool TrimOffsets = true) : IPreTokenizer
{
    /// <summary>GPT-2's pattern.</summary>
    internal static Pattern Words { get; } = new(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+");

    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        piece = Prefixed(piece);
        if (!UseRegex)
        {
            pieces.Add(new TextPiece(Spell(piece.Text.Span).AsMemory(), piece.IsFirst));
            return;
        }
        List<PatternMatch> matches = PieceSplitter.RentMatches();
        Words.FindAll(piece.Text.Span, matches);
        foreach (PatternMatch match in matches)
        {
            if (match.Start < match.End)
                pieces.Add(new TextPiece(Spell(piece.Text.Span[match.Start..match.End]).AsMemory(), piece.IsFirst && match.Start == 0));
        }
        PieceSplitter.ReturnMatches(matches);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("ByteLevel", w =>
    {
        w.WriteBoolean("add_prefix_space", AddPrefixSpace);
        w.WriteBoolean("trim_offsets", TrimOffsets);
        w.WriteBoolean("use_regex", UseRegex);
    });

    /// <summary>The piece with a space before it if it is to have one.</summary>
    internal TextPiece Prefixed(TextPiece piece) => AddPrefixSpace && piece.Text.Length > 0 && piece.Text.Span[0] != ' '
        ? new TextPiece(string.Concat(" ", piece.Text.Span).AsMemory(), piece.IsFirst)
        : piece;

    private static string Spell(ReadOnlySpan<char> text)
    {
        Span<byte> small = stackalloc byte[256];
        int count = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = count <= small.Length ? small : new byte[count];
        return ByteAlphabet.Spell(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}
