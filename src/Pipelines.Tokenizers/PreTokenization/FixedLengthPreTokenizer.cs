using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Pieces of a number of characters: <c>FixedLength</c>.</summary>
/// <param name="Length">How many Unicode scalar values a piece has; the last may have fewer.</param>
public sealed record FixedLengthPreTokenizer(int Length) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        ReadOnlySpan<char> text = piece.Text.Span;
        int start = 0;
        int count = 0;
        for (int at = 0; at < text.Length;)
        {
            CharacterProperties.At(text, at, out int length);
            at += length;
            if (++count == Length)
            {
                PieceSplitter.Add(piece, start, at, pieces);
                (start, count) = (at, 0);
            }
        }
        PieceSplitter.Add(piece, start, text.Length, pieces);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("FixedLength", w => w.WriteNumber("length", Length));
}
