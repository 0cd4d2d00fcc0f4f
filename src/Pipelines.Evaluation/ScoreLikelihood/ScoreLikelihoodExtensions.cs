using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>The stage that measures likelihood.</summary>
public static class ScoreLikelihoodExtensions
{
    /// <summary>Adds the perplexity of rows that a model has scored, and bits per byte, character and word of their texts.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ScoreLikelihoodEstimator ScoreLikelihood(this TransformsCatalog catalog, Action<ScoreLikelihoodOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<ScoreLikelihoodEstimator, ScoreLikelihoodOptions>(configure);
    }
}
