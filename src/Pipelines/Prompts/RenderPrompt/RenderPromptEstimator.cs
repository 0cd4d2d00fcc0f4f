namespace Pipelines;

/// <summary>The stage that gives <see cref="RenderPromptTransformer"/>. Fitting needs the columns of the completion too.</summary>
/// <param name="options">The templates.</param>
/// <exception cref="TemplateException">A template is wrong; line and column are told.</exception>
public sealed class RenderPromptEstimator(RenderPromptOptions options) : PromptEstimator(new RenderPromptTransformer(
    options.Template, options.Completion, options.PromptColumn, options.CompletionColumn, options.ListSeparator));
