using Pipelines.Retrieval;

namespace Pipelines;

/// <summary>The stage that cleans texts.</summary>
public static class CleanTextExtensions
{
    /// <summary>Takes control characters, superfluous white space and, by option, markup out of a column of texts.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static CleanTextEstimator CleanText(this TransformsCatalog catalog, Action<CleanTextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<CleanTextEstimator, CleanTextOptions>(configure);
    }
}
