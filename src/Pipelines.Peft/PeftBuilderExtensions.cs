using Pipelines.Peft;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class PeftBuilderExtensions
{
    /// <summary>Adds the adapters' stages, <c>pipelines.lora</c>, and what they stand on.</summary>
    public static IPipelinesBuilder AddPeft(this IPipelinesBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddTokenizers()
            .AddTraining()
            .AddStage<LoraEstimator, LoraTrainerOptions, LoraTransformer>("pipelines.lora", load: LoraTransformer.Load);
    }
}
