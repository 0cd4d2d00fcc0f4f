namespace Pipelines.Training;

/// <summary>A prompt and its continuation.</summary>
/// <param name="Prompt">The prompt's number in the batch.</param>
/// <param name="Tokens">The prompt's tokens, padding included, and the new ones, an end token included.</param>
/// <param name="PromptLength">How many of the tokens are the prompt's; of an encoder-decoder, the start of the target.</param>
/// <param name="FinishReason">Why it ended.</param>
/// <param name="Score">A beam's: the sum of its tokens' scores over its length to the power of the length penalty. Otherwise null.</param>
public sealed record GeneratedSequence(int Prompt, IReadOnlyList<int> Tokens, int PromptLength, FinishReason FinishReason, float? Score)
{
    /// <summary>The new tokens alone.</summary>
    public IEnumerable<int> NewTokens => Tokens.Skip(PromptLength);
}
