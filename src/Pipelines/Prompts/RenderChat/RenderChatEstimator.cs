namespace Pipelines;

/// <summary>
/// Renders conversations by a chat template: the whole text with the spans that are trained, and the prompt and completion of the last
/// answer. Learns nothing; fitting needs the column of answers too, where that is one of its own, <see cref="RenderChatTransformer"/> does
/// not.
/// </summary>
public sealed class RenderChatEstimator : TrivialEstimator<RenderChatTransformer>
{
    /// <summary>Makes the stage.</summary>
    /// <param name="options">The template and the columns.</param>
    /// <exception cref="TemplateException">The template is wrong, or outside what is supported; line and column are told.</exception>
    public RenderChatEstimator(RenderChatOptions options) : base(new RenderChatTransformer
    {
        Template = options.Template,
        BosToken = options.BosToken,
        EosToken = options.EosToken,
        Variables = new Dictionary<string, string>(options.Variables),
        Source = options.Source,
        MessagesColumn = options.MessagesColumn,
        RolesColumn = options.RolesColumn,
        ContentsColumn = options.ContentsColumn,
        InstructionColumn = options.InstructionColumn,
        InputColumn = options.InputColumn,
        OutputColumn = options.OutputColumn,
        ToolsColumn = options.ToolsColumn,
        SystemMessage = options.SystemMessage,
        AdditionalRoles = [.. options.AdditionalRoles],
        AddGenerationPrompt = options.AddGenerationPrompt,
        TextColumn = options.TextColumn,
        TrainedSpansColumn = options.TrainedSpansColumn,
        SegmentsColumn = options.SegmentsColumn,
        PromptColumn = options.PromptColumn,
        CompletionColumn = options.CompletionColumn,
    }) => _ = Transformer.CreateTemplate();

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        if (Transformer is { Source: ChatSource.Alpaca, OutputColumn: { } output })
            input.Require<ReadOnlyMemory<char>>(output);
        return base.GetOutputSchemaCore(input);
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetScoringSchemaCore(DataViewSchema input) => base.GetOutputSchemaCore(input);
}
