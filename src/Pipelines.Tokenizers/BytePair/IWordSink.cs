namespace Pipelines.Tokenizers;

/// <summary>Receives the words of a text, one call each. Implemented by structs, so that the call is inlined.</summary>
internal interface IWordSink
{
    /// <summary>Takes a word; <see cref="Gpt2Words.Padding"/> readable bytes follow it.</summary>
    void Take(ref byte word, int length);
}
