using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>The stage that scores texts.</summary>
public static class ScoreTextsExtensions
{
    /// <summary>Adds the scores of generated texts by registered text metrics, each row scored by itself.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PipelineException">No metric is registered under an id.</exception>
    public static ScoreTextsEstimator ScoreTexts(this TransformsCatalog catalog, Action<ScoreTextsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<ScoreTextsEstimator, ScoreTextsOptions>(configure);
    }
}
