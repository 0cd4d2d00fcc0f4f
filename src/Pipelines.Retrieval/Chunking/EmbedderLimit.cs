using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>What an embedder takes before it cuts, and how its tokens are counted.</summary>
/// <param name="MaximumTokens">The most tokens; <see cref="int.MaxValue"/> where nothing is cut.</param>
/// <param name="Count">Counts the tokens of a text as the embedder reads it.</param>
internal sealed record EmbedderLimit(int MaximumTokens, Func<string, int> Count)
{
    /// <exception cref="RetrievalException">The embedder does not tell.</exception>
    public static EmbedderLimit Of(ITextEmbedder embedder)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        if (embedder.MaximumTokens is not { } maximum || embedder.CountTokens("") is null)
        {
            throw new RetrievalException(
                $"The embedder ({embedder.GetType().Name}) does not say how many tokens it takes, or does not count them: what is too long "
                + "would be cut off unseen. Give its tokenizer and MaximumTokens instead.");
        }

        return new EmbedderLimit(maximum, text => embedder.CountTokens(text) ?? throw new RetrievalException(
            $"The embedder ({embedder.GetType().Name}) does not say how many tokens this text has, but did so for others. Repair it."));
    }

    /// <summary>The same from a tokenizer alone, as a saved stage has it.</summary>
    public static EmbedderLimit Of(Tokenizer tokenizer, TextPreparation preparation, int maximum) =>
        new(maximum, text => tokenizer.EncodeSequence(preparation.Apply(text)).Ids.Length);
}
