namespace Pipelines;

/// <summary>Rendering prompts from columns.</summary>
public static class RenderPromptExtensions
{
    /// <summary>
    /// Renders a prompt, and the completion to train on, from columns:
    /// <c>RenderPrompt("{Passages}\nQ: {Question}\nA:", completion: " {Answer}")</c>. Columns that are missing are a schema error before
    /// any row is read; those of the completion are needed for fitting only.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="template">The prompt: text with holes, as <see cref="PromptTemplate"/> reads it.</param>
    /// <param name="completion">The text to answer with, likewise; null for none.</param>
    /// <param name="configure">Changes further options.</param>
    /// <exception cref="TemplateException">A template is wrong; line and column are told.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static RenderPromptEstimator RenderPrompt(
        this TransformsCatalog catalog, string template, string? completion = null, Action<RenderPromptOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<RenderPromptEstimator, RenderPromptOptions>(options =>
        {
            options.Template = template;
            options.Completion = completion;
            configure?.Invoke(options);
        });
    }
}
