using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Cuts text into the pieces that the model sees one by one: the <c>pre_tokenizer</c> of a <c>tokenizer.json</c>.</summary>
/// <remarks>Implementations are immutable and may be used by several threads at once.</remarks>
public interface IPreTokenizer
{
    /// <summary>Cuts a piece.</summary>
    /// <param name="piece">A piece that is not empty.</param>
    /// <param name="pieces">Receives what the piece becomes, in order; empty pieces are left out.</param>
    /// <exception cref="TokenizationException">A regular expression tries too many ways to match the piece.</exception>
    void Split(TextPiece piece, List<TextPiece> pieces);

    /// <summary>Writes the node as a JSON object, as Hugging Face's library does.</summary>
    void Write(Utf8JsonWriter writer);
}
