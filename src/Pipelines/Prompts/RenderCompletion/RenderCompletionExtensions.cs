namespace Pipelines;

/// <summary>Rendering a text and what continues it.</summary>
public static class RenderCompletionExtensions
{
    /// <summary>Renders a source and a separator as the prompt, and the target as its completion.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="sourceColumnName">The column of texts to continue.</param>
    /// <param name="targetColumnName">The column of continuations; null where there are none.</param>
    /// <param name="separator">What stands between, such as a special token of the tokenizer.</param>
    /// <param name="configure">Changes further options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static RenderCompletionEstimator RenderCompletion(
        this TransformsCatalog catalog, string sourceColumnName, string? targetColumnName = null, string separator = "\n\nTL;DR: ",
        Action<RenderCompletionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<RenderCompletionEstimator, RenderCompletionOptions>(options =>
        {
            options.SourceColumn = sourceColumnName;
            options.TargetColumn = targetColumnName;
            options.Separator = separator;
            configure?.Invoke(options);
        });
    }
}
