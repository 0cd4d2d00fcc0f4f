using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>The stage that scores rankings.</summary>
public static class ScoreRankingsExtensions
{
    /// <summary>Adds scores of each row's ranking: average precision at k, and whether its first label is right.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ScoreRankingsEstimator ScoreRankings(this TransformsCatalog catalog, Action<ScoreRankingsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<ScoreRankingsEstimator, ScoreRankingsOptions>(configure);
    }
}
