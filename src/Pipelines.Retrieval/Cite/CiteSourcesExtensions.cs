using Pipelines.Retrieval;

namespace Pipelines;

/// <summary>Answers with sources.</summary>
public static class CiteSourcesExtensions
{
    private const string Instructions =
        "Answer the question by the numbered sources alone. Put the number of each source that you use in brackets behind what it says: "
        + "[1], or [1, 3]. Where the sources do not tell, say so.\n\nSources:\n{Context}\n\nQuestion: {Question}\nAnswer:";

    /// <summary>
    /// Renders a prompt that asks to answer a question by the numbered sources of the context stage, and to cite them as
    /// <see cref="CiteSources"/> reads it.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="questionColumn">The column of questions.</param>
    /// <param name="contextColumn">The column of contexts.</param>
    /// <param name="completion">The answer to train on, as <see cref="PromptTemplate"/> reads it; null for none.</param>
    /// <param name="configure">Changes further options, the whole template among them.</param>
    /// <exception cref="TemplateException">A template is wrong, or a column's name cannot stand in one.</exception>
    public static RenderPromptEstimator RenderSourcesPrompt(
        this TransformsCatalog catalog, string questionColumn = "Question", string contextColumn = ColumnNames.Context,
        string? completion = null, Action<RenderPromptOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(questionColumn);
        ArgumentException.ThrowIfNullOrEmpty(contextColumn);
        var template = Instructions.Replace("{Context}", $"{{{contextColumn}}}", StringComparison.Ordinal)
            .Replace("{Question}", $"{{{questionColumn}}}", StringComparison.Ordinal);
        return catalog.RenderPrompt(template, completion, configure);
    }

    /// <summary>Reads the citations of generated texts: answer, cited passages, numbers that no source has.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static CiteSourcesEstimator CiteSources(this TransformsCatalog catalog, Action<CiteSourcesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<CiteSourcesEstimator, CiteSourcesOptions>(configure);
    }
}
