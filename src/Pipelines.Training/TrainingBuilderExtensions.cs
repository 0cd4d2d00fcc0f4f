using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class TrainingBuilderExtensions
{
    /// <summary>
    /// Adds the stages that make batches, <c>pipelines.pack</c>, <c>pipelines.tokenize-examples</c> and
    /// <c>pipelines.tokenize-preferences</c>, the embedded tensor backend, unless another one is registered already, and the text metric
    /// <c>pipelines.exact-match</c>.
    /// </summary>
    public static IPipelinesBuilder AddTraining(this IPipelinesBuilder builder)
    {
        builder.Services.AddOptions<TensorEngineOptions>().Validate(o => o.ThreadCount >= 0, "TensorEngineOptions.ThreadCount is negative; "
            + "0 means one thread for each processor.").ValidateOnStart();
        builder.Services.TryAddSingleton<ITensorBackend>(services =>
        {
            var threads = services.GetRequiredService<IOptions<TensorEngineOptions>>().Value.ThreadCount;
            return new CpuBackend(threads);
        });
        return builder
            .AddTextMetric<ExactMatchMetric>(ExactMatchMetric.Id)
            .AddStage<PackEstimator, PackOptions, PackTransformer>("pipelines.pack")
            .AddStage<TokenizeExamplesEstimator, TokenizeExamplesOptions, TokenizeExamplesTransformer>(
                "pipelines.tokenize-examples", load: TokenizeExamplesTransformer.Load)
            .AddStage<TokenizePreferencesEstimator, TokenizePreferencesOptions, TokenizePreferencesTransformer>(
                "pipelines.tokenize-preferences", load: TokenizePreferencesTransformer.Load);
    }

    /// <summary>Sets what models compute on.</summary>
    public static IPipelinesBuilder ConfigureEngine(this IPipelinesBuilder builder, Action<TensorEngineOptions> configure)
    {
        builder.Services.Configure(configure);
        return builder;
    }
}
