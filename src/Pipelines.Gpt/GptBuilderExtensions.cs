using Microsoft.Extensions.DependencyInjection;
using Pipelines.Gpt;
using Pipelines.Tensors;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class GptBuilderExtensions
{
    /// <summary>Adds decoder models and their stages, <c>pipelines.pretrain</c> and <c>pipelines.generate</c>, and what they stand on.</summary>
    public static IPipelinesBuilder AddGpt(this IPipelinesBuilder builder) => builder
        .AddTokenizers()
        .AddTraining()
        .AddStage<PretrainEstimator, PretrainOptions, PretrainTransformer>(
            "pipelines.pretrain", load: context => PretrainTransformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<GenerateEstimator, GenerateOptions, GenerateTransformer>("pipelines.generate", load: GenerateTransformer.Load);
}
