using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>What lies between white space: <c>WhitespaceSplit</c>.</summary>
public sealed record WhitespaceSplitPreTokenizer : IPreTokenizer
{
    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        PieceSplitter.Split(piece, CharacterProperties.IsSpace, SplitBehavior.Removed, pieces);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("WhitespaceSplit");
}
