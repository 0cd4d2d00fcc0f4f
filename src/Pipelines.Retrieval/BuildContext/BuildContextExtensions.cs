using Pipelines.Retrieval;
using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>The stage that builds contexts.</summary>
public static class BuildContextExtensions
{
    /// <summary>Puts a row's passages together within a budget of tokens, numbered and without repetitions.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="tokenizer">The tokenizer of the model that reads the context.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static BuildContextEstimator BuildContext(
        this TransformsCatalog catalog, Tokenizer tokenizer, Action<BuildContextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(tokenizer);
        return catalog.Create<BuildContextEstimator, BuildContextOptions>(configure, tokenizer);
    }

    /// <summary>As the other form with the tokenizer that the services have, or without a budget.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">There is a budget, but no tokenizer.</exception>
    public static BuildContextEstimator BuildContext(this TransformsCatalog catalog, Action<BuildContextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<BuildContextEstimator, BuildContextOptions>(configure);
    }
}
