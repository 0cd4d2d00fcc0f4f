using Microsoft.Extensions.Logging;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Puts a prompt of P-tuning on a decoder and trains it on token rows. The base stays as it is, bit for bit.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">The base; null to load the folder that the options name.</param>
public sealed class PTuningEstimator(
    PTuningTrainerOptions options, PipelineContext context, ILogger<PTuningEstimator> logger, IModelSource? model = null)
    : AdapterEstimator<PTuningAdapters>(options, context, logger, model)
{
    /// <inheritdoc/>
    protected override PTuningAdapters Attach(int seed) =>
        Source.Model.Module.Attach(options.Adapter, options.AdapterName, seed);
}
