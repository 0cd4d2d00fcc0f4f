using Pipelines.Encoders;

namespace Pipelines;

/// <summary>The masking stage.</summary>
public static class MaskTokensExtensions
{
    /// <summary>
    /// Hides tokens to be predicted: a masked language model's examples. Append it with <see cref="TransformerScope.TrainTest"/>, so that
    /// scoring keeps its rows.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static MaskTokensEstimator MaskTokens(this TransformsCatalog catalog, Action<MaskTokensOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<MaskTokensEstimator, MaskTokensOptions>(configure);
    }
}
