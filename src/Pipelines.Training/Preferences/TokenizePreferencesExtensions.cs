using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The stage that tokenizes prompts with a better and a worse answer.</summary>
public static class TokenizePreferencesExtensions
{
    /// <summary>Adds the token ids of prompts with each of two answers and the masks over them that preference tuning needs.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="tokenizer">The tokenizer of the model that will be tuned.</param>
    /// <param name="configure">Sets the columns and what is put around the texts.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static TokenizePreferencesEstimator TokenizePreferences(
        this TransformsCatalog catalog, Tokenizer tokenizer, Action<TokenizePreferencesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(tokenizer);
        return catalog.Create<TokenizePreferencesEstimator, TokenizePreferencesOptions>(o =>
        {
            o.Tokenizer = tokenizer;
            configure?.Invoke(o);
        });
    }
}
