using Microsoft.Extensions.Logging;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// Puts a low-rank adapter with shared out ranks (AdaLoRA) on a model and trains it on token rows. The base stays as it is, bit for bit.
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">The base; null to load the folder that the options name.</param>
public sealed class AdaLoraEstimator(
    AdaLoraTrainerOptions options, PipelineContext context, ILogger<AdaLoraEstimator> logger, IModelSource? model = null)
    : AdapterEstimator<AdaLoraAdapters>(options, context, logger, model)
{
    /// <inheritdoc/>
    protected override AdaLoraAdapters Attach(int seed) => Source.Model.Module.Attach(options.Adapter, options.AdapterName, seed);

    /// <inheritdoc/>
    protected override ITrainableModel Trained(AdaLoraAdapters adapters) => AdaLoraTraining.Of(Source.Model, adapters, options.AdapterName);
}
