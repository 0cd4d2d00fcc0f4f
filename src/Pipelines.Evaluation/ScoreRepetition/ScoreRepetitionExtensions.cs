using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>The stage that measures repetition.</summary>
public static class ScoreRepetitionExtensions
{
    /// <summary>Adds the share of each text's runs of words that it has had before.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ScoreRepetitionEstimator ScoreRepetition(this TransformsCatalog catalog, Action<ScoreRepetitionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<ScoreRepetitionEstimator, ScoreRepetitionOptions>(configure);
    }
}
