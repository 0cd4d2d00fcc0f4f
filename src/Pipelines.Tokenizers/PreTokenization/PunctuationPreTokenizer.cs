using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Cuts at punctuation (P*, and ASCII symbols): <c>Punctuation</c>.</summary>
/// <param name="Behavior">What becomes of it.</param>
public sealed record PunctuationPreTokenizer(SplitBehavior Behavior = SplitBehavior.Isolated) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        PieceSplitter.Split(piece, CharacterProperties.IsTokenPunctuation, Behavior, pieces);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Punctuation", w => w.WriteString("behavior", Behavior.ToString()));
}
