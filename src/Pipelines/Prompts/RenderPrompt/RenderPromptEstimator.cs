namespace Pipelines;

/// <summary>
/// Renders a prompt, and the completion to train on, from a row's columns by templates. Learns nothing; fitting needs the columns of the
/// completion too, <see cref="RenderPromptTransformer"/> does not.
/// </summary>
/// <param name="options">The templates.</param>
/// <exception cref="TemplateException">A template is wrong; line and column are told.</exception>
public sealed class RenderPromptEstimator(RenderPromptOptions options) : PromptEstimator(new RenderPromptTransformer(
    options.Template, options.Completion, options.PromptColumn, options.CompletionColumn, options.ListSeparator));
