namespace Pipelines;

/// <summary>Rendering Alpaca's prompts.</summary>
public static class RenderAlpacaExtensions
{
    /// <summary>
    /// Renders the published Alpaca prompts from columns <c>instruction</c>, <c>input</c> and <c>output</c>, or those that the options
    /// name; the input part is left out where a row's input is empty.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Names other columns.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static RenderAlpacaEstimator RenderAlpaca(this TransformsCatalog catalog, Action<RenderAlpacaOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<RenderAlpacaEstimator, RenderAlpacaOptions>(configure);
    }
}
