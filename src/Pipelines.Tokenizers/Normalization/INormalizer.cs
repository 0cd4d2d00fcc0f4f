using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Rewrites text before it is cut into pieces: the <c>normalizer</c> of a <c>tokenizer.json</c>.</summary>
/// <remarks>Implementations are immutable and may be used by several threads at once.</remarks>
public interface INormalizer
{
    /// <summary>The normalized text; the same instance where nothing changes.</summary>
    /// <param name="text">Well-formed text: no unpaired surrogate.</param>
    string Normalize(string text);

    /// <summary>Writes the node as a JSON object, as Hugging Face's library does.</summary>
    void Write(Utf8JsonWriter writer);
}
