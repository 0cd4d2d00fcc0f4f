using Microsoft.Extensions.DependencyInjection;
using Pipelines.Peft;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class PeftBuilderExtensions
{
    /// <summary>Adds the adapters' stages (<c>pipelines.lora</c>, <c>pipelines.prompt-tuning</c>, …) and what they stand on.</summary>
    public static IPipelinesBuilder AddPeft(this IPipelinesBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddTokenizers()
            .AddTraining()
            .AddAdapter<LoraEstimator, LoraTrainerOptions, LoraAdapters>("pipelines.lora")
            .AddAdapter<PromptTuningEstimator, PromptTuningTrainerOptions, PromptTuningAdapters>("pipelines.prompt-tuning")
            .AddAdapter<PrefixTuningEstimator, PrefixTuningTrainerOptions, PrefixTuningAdapters>("pipelines.prefix-tuning")
            .AddAdapter<PTuningEstimator, PTuningTrainerOptions, PTuningAdapters>("pipelines.p-tuning")
            .AddAdapter<Ia3Estimator, Ia3TrainerOptions, Ia3Adapters>("pipelines.ia3")
            .AddAdapter<AdaLoraEstimator, AdaLoraTrainerOptions, AdaLoraAdapters>("pipelines.adalora")
            .AddAdapter<BottleneckEstimator, BottleneckTrainerOptions, BottleneckAdapters>("pipelines.bottleneck")
            .AddAdapter<SelectiveEstimator, SelectiveTrainerOptions, SelectiveAdapters>("pipelines.selective")
            .AddAdapter<SelectiveEstimator, BitFitTrainerOptions, SelectiveAdapters>("pipelines.bitfit")
            .AddAdapter<SelectiveEstimator, LastLayerTrainerOptions, SelectiveAdapters>("pipelines.last-layer");
    }

    /// <summary>
    /// Adds a folder in which the base of an adapter may lie: pipeline files that say where theirs lies are opened on it if it has the
    /// fingerprint that they hold. Folders added are tried first, in their order.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="folder">The model folder.</param>
    public static IPipelinesBuilder AddAdapterBase(this IPipelinesBuilder builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        builder.Services.AddSingleton(new AdapterBaseFolder(folder));
        return builder;
    }

    /// <summary>Registers the stage of a method: what fits it, and adapters of it in pipeline files.</summary>
    /// <typeparam name="TEstimator">The stage.</typeparam>
    /// <typeparam name="TOptions">Its options.</typeparam>
    /// <typeparam name="TSet">The method's adapters.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="id"><c>package.stage</c>, lower case with dashes.</param>
    /// <exception cref="InvalidOperationException">Another stage has the id.</exception>
    public static IPipelinesBuilder AddAdapter<TEstimator, TOptions, TSet>(this IPipelinesBuilder builder, string id)
        where TEstimator : AdapterEstimator<TSet>
        where TOptions : AdapterTrainerOptions, new()
        where TSet : AdapterSet, IAdapterSet<TSet>
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStage<TEstimator, TOptions, AdapterTransformer<TSet>>(id, version: 2, load: AdapterTransformer<TSet>.Load);
    }
}
