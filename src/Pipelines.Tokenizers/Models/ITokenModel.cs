using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Turns a piece of text into token ids: the <c>model</c> of a <c>tokenizer.json</c>.</summary>
/// <remarks>Implementations are immutable and may be used by several threads at once.</remarks>
public interface ITokenModel
{
    /// <summary>One more than the largest id.</summary>
    int VocabularySize { get; }

    /// <summary>Appends the ids of a piece that is not empty.</summary>
    /// <param name="piece">The piece, as the pre-tokenizer left it.</param>
    /// <param name="ids">Receives the ids.</param>
    /// <param name="dropout">Where BPE dropout takes its chances; null, as usual, for none. Other models have no use for it.</param>
    /// <exception cref="TokenizationException">The piece holds something that the model has no token for, and no unknown token.</exception>
    void Encode(ReadOnlySpan<char> piece, List<int> ids, Random? dropout = null);

    /// <summary>The id of a token, or null.</summary>
    int? TokenToId(string token);

    /// <summary>The spelling of a token, or null.</summary>
    string? IdToToken(int id);

    /// <summary>Writes the node as a JSON object, as Hugging Face's library does.</summary>
    void Write(Utf8JsonWriter writer);
}
