using Microsoft.Extensions.DependencyInjection;
using Pipelines.Gpt;
using Pipelines.Tensors;

namespace Pipelines;

/// <summary>Planning the training of a decoder.</summary>
public static class GptPlanExtensions
{
    private static readonly TrainingMethod[] Methods = Enum.GetValues<TrainingMethod>();

    /// <summary>
    /// What training an architecture takes: parameters, floating-point operations, memory by kind for full training, LoRA, QLoRA and BAdam,
    /// compute-optimal tokens, and where steps are measured the time. No model is made but for measuring.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="config">The architecture, with its vocabulary size.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops between measured steps.</param>
    /// <exception cref="OptionsException">The config contradicts itself, or an option is out of range.</exception>
    /// <exception cref="PipelineException">The model to measure does not fit into this machine's memory.</exception>
    public static GptPlan Plan(
        this ModelCatalog catalog, GptConfig config, Action<GptPlanOptions>? configure = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(config);
        var options = new GptPlanOptions();
        configure?.Invoke(options);
        OptionsValidation.Validated(options);
        Check(config);
        var length = LengthFor(config, options);
        var memory = new MemoryEstimate(config, options, length);
        var parameters = ParameterCounts.Of(config);
        var tokens = options.Tokens > 0 ? options.Tokens : ScalingLaws.ChinchillaTrainingCurves.ForParameters(parameters.Total).Tokens;
        return new GptPlan
        {
            Config = config,
            TokensPerStep = (long)options.BatchSize * length * options.GradientAccumulationSteps,
            Parameters = parameters,
            Flops = FlopCount.Of(config, length),
            Memory = [.. Methods.Select(memory.Of)],
            Optima = [.. ScalingLaws.All.Select(
                law => law.ForParameters(law == ScalingLaws.Kaplan ? parameters.WithoutEmbeddings : parameters.Total))],
            Tokens = tokens,
            Measurement = options.MeasureSteps > 0 ? Measure(catalog, config, options, cancellationToken) : null,
        };
    }

    /// <summary>Plans the training of a published architecture; see <see cref="GptArchitectures"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="architecture">Its name, such as <c>gpt2-medium</c> or <c>llama-2-7b</c>.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops between measured steps.</param>
    /// <exception cref="PipelineException">The name is not known.</exception>
    public static GptPlan Plan(
        this ModelCatalog catalog, string architecture, Action<GptPlanOptions>? configure = null,
        CancellationToken cancellationToken = default) =>
        catalog.Plan(GptArchitectures.Get(architecture), configure, cancellationToken);

    private static StepMeasurement Measure(
        ModelCatalog catalog, GptConfig planned, GptPlanOptions options, CancellationToken cancellationToken)
    {
        var config = options.MeasureOn ?? planned;
        if (options.MeasureOn is not null)
            Check(config);
        var length = LengthFor(config, options);
        var needed = new MemoryEstimate(config, options, length).Of(TrainingMethod.Full).Total;
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > available)
        {
            throw new PipelineException(
                $"Measuring needs about {needed >> 20:N0} MiB and this machine has {available >> 20:N0}. Give a smaller model of the " +
                "same kind in MeasureOn, or smaller batches; times are scaled by floating-point operations.");
        }

        var backend = catalog.Context.Services.GetRequiredService<ITensorBackend>();
        return StepMeasurement.Run(backend, config, options, length, catalog.Context.Seed, cancellationToken);
    }

    private static int LengthFor(GptConfig config, GptPlanOptions options)
    {
        if (options.BlockSize <= config.EffectiveBlockSize)
            return options.BlockSize == 0 ? config.EffectiveBlockSize : options.BlockSize;
        throw new OptionsException(
            nameof(GptPlanOptions),
            [
                $"BlockSize is {options.BlockSize}, but the model takes {config.EffectiveBlockSize} tokens; lower it, or set 0 for the " +
                "model's own.",
            ]);
    }

    private static void Check(GptConfig config)
    {
        OptionsValidation.Validated(config);
        if (config.VocabularySize == 0)
            throw new OptionsException(nameof(GptConfig), ["VocabularySize is 0; a plan needs the number of token ids."]);
    }
}
