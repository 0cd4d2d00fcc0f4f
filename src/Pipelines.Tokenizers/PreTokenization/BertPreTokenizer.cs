using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Cuts at white space, which is dropped, and at punctuation, each mark of which is a piece: <c>BertPreTokenizer</c>.</summary>
public sealed record BertPreTokenizer : IPreTokenizer
{
    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        ReadOnlySpan<char> text = piece.Text.Span;
        int start = 0;
        for (int at = 0; at < text.Length;)
        {
            int scalar = CharacterProperties.At(text, at, out int length);
            bool isMark = CharacterProperties.IsTokenPunctuation(scalar);
            if (isMark || CharacterProperties.IsSpace(scalar))
            {
                PieceSplitter.Add(piece, start, at, pieces);
                if (isMark)
                    PieceSplitter.Add(piece, at, at + length, pieces);
                start = at + length;
            }
            at += length;
        }
        PieceSplitter.Add(piece, start, text.Length, pieces);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("BertPreTokenizer");
}
