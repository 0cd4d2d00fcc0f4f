using Pipelines.Tokenizers;

namespace Pipelines.Gpt;

/// <summary>Whether a tokenizer is a model's.</summary>
internal static class GptTokenizers
{
    /// <summary>Checks the tokenizer that made a column's ids.</summary>
    /// <param name="model">The model that will read the ids.</param>
    /// <param name="own">The model's tokenizer; null where it is not known.</param>
    /// <param name="made">The tokenizer that made the ids; null where it is not known.</param>
    /// <param name="column">The column of ids.</param>
    /// <exception cref="PipelineException">The ids mean other texts to the model, or go beyond its vocabulary.</exception>
    public static void Check(GptModel model, Tokenizer? own, Tokenizer? made, string column)
    {
        if (made is null)
            return;
        if (made.VocabularySize > model.VocabularySize)
        {
            throw new PipelineException(
                $"The tokenizer has {made.VocabularySize} ids, but the model's VocabularySize is {model.VocabularySize}. Use the " +
                $"model's tokenizer, or a config with at least {made.VocabularySize}.");
        }

        if (own is not null && made.Fingerprint != own.Fingerprint)
        {
            throw new PipelineException(
                $"Column '{column}' was made by another tokenizer (fingerprint {made.Fingerprint}) than the model's " +
                $"({own.Fingerprint}): its ids mean other texts. Tokenize with the model's own.");
        }
    }
}
