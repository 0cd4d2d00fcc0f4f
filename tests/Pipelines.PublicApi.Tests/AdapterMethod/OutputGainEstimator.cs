using Microsoft.Extensions.Logging;
using Pipelines.Peft;
using Pipelines.Training;

namespace Contoso.OutputGain;

public sealed class OutputGainEstimator(
    OutputGainTrainerOptions options, PipelineContext context, ILogger<OutputGainEstimator> logger, IModelSource? model = null)
    : AdapterEstimator<OutputGainAdapters>(options, context, logger, model)
{
    protected override OutputGainAdapters Attach(int seed)
    {
        var adapters = AdapterSet.On<OutputGainAdapters>(Source.Model.Module);
        adapters.Attach(new OutputGainOptions { TargetModules = options.TargetModules }, options.AdapterName, seed);
        return adapters;
    }
}
