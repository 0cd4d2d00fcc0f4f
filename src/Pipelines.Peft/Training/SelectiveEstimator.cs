using Microsoft.Extensions.Logging;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Trains some of a model's own parameters on token rows, as an adapter: the base's values come back bit for bit.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">The base; null to load the folder that the options name.</param>
public sealed class SelectiveEstimator(
    SelectiveTrainerOptions options, PipelineContext context, ILogger<SelectiveEstimator> logger, IModelSource? model = null)
    : AdapterEstimator<SelectiveAdapters>(options, context, logger, model)
{
    /// <inheritdoc/>
    protected override SelectiveAdapters Attach(int seed) => Source.Model.Module.Attach(options.Adapter, options.AdapterName);
}
