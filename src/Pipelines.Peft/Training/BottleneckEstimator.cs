using Microsoft.Extensions.Logging;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Puts bottleneck adapters on a model and trains them on token rows. The base stays as it is, bit for bit.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">The base; null to load the folder that the options name.</param>
public sealed class BottleneckEstimator(
    BottleneckTrainerOptions options, PipelineContext context, ILogger<BottleneckEstimator> logger, IModelSource? model = null)
    : AdapterEstimator<BottleneckAdapters>(options, context, logger, model)
{
    /// <inheritdoc/>
    protected override BottleneckAdapters Attach(int seed) => Source.Model.Module.Attach(options.Adapter, options.AdapterName, seed);
}
