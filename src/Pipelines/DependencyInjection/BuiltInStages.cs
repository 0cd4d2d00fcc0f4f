namespace Pipelines;

/// <summary>The stages of this package, registered as any package registers its own.</summary>
internal static class BuiltInStages
{
    public static IPipelinesBuilder AddBuiltInStages(this IPipelinesBuilder builder) => builder
        .AddStage(new StageDescriptor
        {
            Id = TransformerChainState.StageId,
            TransformerType = typeof(TransformerChain<>),
            Load = TransformerChainState.Load,
        })
        .AddStage(new StageDescriptor
        {
            Id = "pipelines.map",
            EstimatorType = typeof(MapEstimator),
            OptionsType = typeof(MapOptions),
            TransformerType = typeof(MapTransformer<,>),
            Create = (context, options) => new MapEstimator((MapOptions)options!, context),
            Load = MapState.Load,
        })
        .AddStage<CopyColumnsEstimator, CopyColumnsOptions, CopyColumnsTransformer>("pipelines.copy-columns")
        .AddStage<RenameColumnsEstimator, RenameColumnsOptions, RenameColumnsTransformer>("pipelines.rename-columns")
        .AddStage<SelectColumnsEstimator, SelectColumnsOptions, SelectColumnsTransformer>("pipelines.select-columns")
        .AddStage<DropColumnsEstimator, DropColumnsOptions, DropColumnsTransformer>("pipelines.drop-columns")
        .AddStage<ConvertTypeEstimator, ConvertTypeOptions, ConvertTypeTransformer>("pipelines.convert-type")
        .AddStage<ConcatenateEstimator, ConcatenateOptions, ConcatenateTransformer>("pipelines.concatenate")
        .AddStage<EmbedEstimator, EmbedOptions, EmbedTransformer>("pipelines.embed", version: 2, load: EmbedTransformer.Load)
        .AddStage<RenderPromptEstimator, RenderPromptOptions, RenderPromptTransformer>("pipelines.render-prompt")
        .AddStage<RenderAlpacaEstimator, RenderAlpacaOptions, RenderPromptTransformer>("pipelines.render-alpaca")
        .AddStage<RenderCompletionEstimator, RenderCompletionOptions, RenderPromptTransformer>("pipelines.render-completion")
        .AddStage<RenderChatEstimator, RenderChatOptions, RenderChatTransformer>("pipelines.render-chat");
}
