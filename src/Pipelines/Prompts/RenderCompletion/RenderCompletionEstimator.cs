namespace Pipelines;

/// <summary>Puts a separator after a source, as the prompt of its continuation: article → separator → summary.</summary>
/// <param name="options">The columns and the separator.</param>
public sealed class RenderCompletionEstimator(RenderCompletionOptions options) : PromptEstimator(new RenderPromptTransformer(
    $"{{{options.SourceColumn}}}{PromptTemplate.Escape(options.Separator)}",
    options.TargetColumn is { } target ? $"{{{target}}}" : null,
    options.PromptColumn,
    options.CompletionColumn,
    "\n"));
