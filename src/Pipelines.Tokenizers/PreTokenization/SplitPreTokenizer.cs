using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Cuts by a text or a regular expression: <c>Split</c>.</summary>
/// <param name="Pattern">What is looked for.</param>
/// <param name="Behavior">What becomes of it.</param>
/// <param name="Invert">Takes what does not match for what does, and the other way round.</param>
public sealed record SplitPreTokenizer(TextPattern Pattern, SplitBehavior Behavior = SplitBehavior.Isolated, bool Invert = false)
    : IPreTokenizer
{
    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        List<PatternMatch> matches = PieceSplitter.RentMatches();
        Pattern.FindAll(piece.Text.Span, matches);
        PieceSplitter.Split(piece, matches, Behavior, Invert, pieces);
        PieceSplitter.ReturnMatches(matches);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Split", w =>
    {
        Pattern.Write(w, "pattern");
        w.WriteString("behavior", Behavior.ToString());
        w.WriteBoolean("invert", Invert);
    });
}
