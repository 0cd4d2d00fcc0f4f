using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// Puts special tokens around one text or two: the <c>post_processor</c> of a <c>tokenizer.json</c>, the one owner of BOS and EOS.
/// </summary>
/// <remarks>Implementations are immutable and may be used by several threads at once.</remarks>
public interface IPostProcessor
{
    /// <summary>Rewrites the segments in place.</summary>
    /// <param name="segments">One segment a text with the type ids 0 and 1.</param>
    /// <param name="addSpecialTokens">Adds special tokens; else only type ids are set.</param>
    void Process(List<TokenSegment> segments, bool addSpecialTokens);

    /// <summary>Writes the node as a JSON object, as Hugging Face's library does.</summary>
    void Write(Utf8JsonWriter writer);
}
