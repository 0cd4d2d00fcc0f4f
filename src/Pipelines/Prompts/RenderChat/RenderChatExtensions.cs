namespace Pipelines;

/// <summary>Rendering conversations.</summary>
public static class RenderChatExtensions
{
    /// <summary>
    /// Renders conversations by a chat template: the text, the spans of it that an assistant writes, and prompt and completion of the last
    /// answer. Columns that nobody reads are not computed.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="template">A built-in template's name (<see cref="ChatTemplate.Names"/>), or Jinja.</param>
    /// <param name="configure">Changes further options: where the messages come from, tokens, tools.</param>
    /// <remarks>
    /// A row that is no conversation is a <see cref="CellException"/> when it is read: no JSON, no messages, an unknown role, or turns that
    /// the template refuses.
    /// </remarks>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="TemplateException">The template is wrong, or outside what is supported; line and column are told.</exception>
    public static RenderChatEstimator RenderChat(
        this TransformsCatalog catalog, string template = "chatml", Action<RenderChatOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<RenderChatEstimator, RenderChatOptions>(options =>
        {
            options.Template = template;
            configure?.Invoke(options);
        });
    }
}
