namespace Pipelines.Tokenizers;

/// <summary>
/// What <see cref="Tokenizer.Encode(ReadOnlySpan{char}, List{int}, SpecialTokenHandling)"/> makes of the spelling of a special token in a
/// text.
/// </summary>
public enum SpecialTokenHandling
{
    /// <summary>The spelling becomes the one id of the special token, as in Hugging Face tokenizers.</summary>
    Recognize,

    /// <summary>The spelling is ordinary text. Use it for text from outside, which must not be able to end a turn or a document.</summary>
    AsText,
}
