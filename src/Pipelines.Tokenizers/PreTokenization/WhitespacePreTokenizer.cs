using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// Runs of word characters, and runs of other characters that are not white space: <c>Whitespace</c>, the pattern <c>\w+|[^\w\s]+</c>.
/// </summary>
public sealed record WhitespacePreTokenizer : IPreTokenizer
{
    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        ReadOnlySpan<char> text = piece.Text.Span;
        int start = 0;
        int kind = 0;
        for (int at = 0; at < text.Length;)
        {
            int scalar = CharacterProperties.At(text, at, out int length);
            int found = CharacterProperties.IsWordOrJoiner(scalar) ? 1 : CharacterProperties.IsSpace(scalar) ? 0 : 2;
            if (found != kind)
            {
                if (kind != 0)
                    PieceSplitter.Add(piece, start, at, pieces);
                (start, kind) = (at, found);
            }
            at += length;
        }
        if (kind != 0)
            PieceSplitter.Add(piece, start, text.Length, pieces);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Whitespace");
}
