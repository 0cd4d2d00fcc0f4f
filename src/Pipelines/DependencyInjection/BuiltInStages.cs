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
        });
}
