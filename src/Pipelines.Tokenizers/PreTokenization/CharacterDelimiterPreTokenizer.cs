using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>What lies between one character: <c>CharDelimiterSplit</c>.</summary>
/// <param name="Delimiter">The character.</param>
public sealed record CharacterDelimiterPreTokenizer(string Delimiter) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        List<PatternMatch> matches = PieceSplitter.RentMatches();
        PatternMatches.FindAll(Delimiter, piece.Text.Span, matches);
        PieceSplitter.Split(piece, matches, SplitBehavior.Removed, false, pieces);
        PieceSplitter.ReturnMatches(matches);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("CharDelimiterSplit", w => w.WriteString("delimiter", Delimiter));
}
