using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>Counts tokens as an encoder gets them: with what the tokenizer puts around.</summary>
internal sealed class TokenMeter(Tokenizer tokenizer)
{
    /// <summary>The tokens of an empty text.</summary>
    public int Overhead { get; } = tokenizer.EncodeSequence("").Ids.Length;

    public int Count(string text, TextSpan span) => tokenizer.EncodeSequence(text.Substring(span.Start, span.Length)).Ids.Length;
}
