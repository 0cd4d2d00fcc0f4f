using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>Whether a tokenizer is a model's.</summary>
internal static class EncoderTokenizers
{
    /// <summary>Checks the tokenizer that made the ids.</summary>
    /// <param name="stage">The stage, for errors.</param>
    /// <param name="vocabularySize">How many ids the model knows.</param>
    /// <param name="own">The model's tokenizer; null where it is not known.</param>
    /// <param name="made">The tokenizer that made the ids; null where it is not known.</param>
    /// <exception cref="PipelineException">The ids mean other texts to the model, or go beyond its vocabulary.</exception>
    public static void Check(string stage, int vocabularySize, Tokenizer? own, Tokenizer? made)
    {
        if (made is null)
            return;
        if (made.VocabularySize > vocabularySize)
        {
            throw new PipelineException(
                $"{stage}: the tokenizer has {made.VocabularySize} ids, but the model's VocabularySize is {vocabularySize}. Use the " +
                $"model's tokenizer, or a config with at least {made.VocabularySize}.");
        }

        if (own is not null && made.Fingerprint != own.Fingerprint)
        {
            throw new PipelineException(
                $"{stage}: the tokens were made by another tokenizer (fingerprint {made.Fingerprint}) than the model's " +
                $"({own.Fingerprint}): their ids mean other texts. Tokenize with the model's own.");
        }
    }
}
