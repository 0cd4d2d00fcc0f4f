using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Sets numbers apart: <c>Digits</c>. A digit is any numeric character, ½ and ² among them.</summary>
/// <param name="IndividualDigits">Each digit is a piece; else each run of them.</param>
public sealed record DigitsPreTokenizer(bool IndividualDigits) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        PieceSplitter.Split(piece, CharacterProperties.IsNumber, IndividualDigits ? SplitBehavior.Isolated : SplitBehavior.Contiguous,
            pieces);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Digits", w => w.WriteBoolean("individual_digits", IndividualDigits));
}
