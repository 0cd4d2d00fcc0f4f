namespace Pipelines.Tokenizers;

/// <summary>
/// An embedder whose tokenizer is at hand, so that chunks can be cut to what it takes, and the stage that cuts them can be saved without
/// the embedder.
/// </summary>
public interface ITokenizedEmbedder : ITextEmbedder
{
    /// <summary>The tokenizer.</summary>
    Tokenizer Tokenizer { get; }

    /// <summary>What happens to a text before the tokenizer sees it.</summary>
    TextPreparation Preparation { get; }
}
