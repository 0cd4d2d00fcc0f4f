using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Turns the spellings of tokens back into text: the <c>decoder</c> of a <c>tokenizer.json</c>.</summary>
/// <remarks>Implementations are immutable and may be used by several threads at once.</remarks>
public interface ITokenDecoder
{
    /// <summary>Rewrites the spellings in place; their concatenation is the text once every decoder has run.</summary>
    void Decode(List<string> tokens);

    /// <summary>Writes the node as a JSON object, as Hugging Face's library does.</summary>
    void Write(Utf8JsonWriter writer);
}
