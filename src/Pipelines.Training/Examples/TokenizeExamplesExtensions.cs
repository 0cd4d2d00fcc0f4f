using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The stage that tokenizes prompts and completions.</summary>
public static class TokenizeExamplesExtensions
{
    /// <summary>Adds the token ids of prompts and completions and the loss mask that fine-tuning needs.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="tokenizer">The tokenizer of the model that will be tuned.</param>
    /// <param name="configure">Sets the columns and what is put around the texts.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static TokenizeExamplesEstimator TokenizeExamples(
        this TransformsCatalog catalog, Tokenizer tokenizer, Action<TokenizeExamplesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(tokenizer);
        return catalog.Create<TokenizeExamplesEstimator, TokenizeExamplesOptions>(o =>
        {
            o.Tokenizer = tokenizer;
            configure?.Invoke(o);
        });
    }
}
