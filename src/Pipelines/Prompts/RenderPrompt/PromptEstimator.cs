namespace Pipelines;

/// <summary>Base of stages that render prompts from templates; the completion's columns are needed for fitting, not for scoring.</summary>
public abstract class PromptEstimator : TrivialEstimator<RenderPromptTransformer>
{
    /// <summary>Makes the stage.</summary>
    /// <param name="transformer">What fitting gives.</param>
    /// <exception cref="TemplateException">A template is wrong.</exception>
    private protected PromptEstimator(RenderPromptTransformer transformer) : base(transformer) => transformer.Check();

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        foreach (var column in Transformer.CompletionColumns)
            PromptColumns.Require(input, column);
        return base.GetOutputSchemaCore(input);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => base.GetOutputSchemaCore(input);
}
