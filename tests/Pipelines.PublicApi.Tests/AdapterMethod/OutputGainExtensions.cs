using Pipelines.Peft;
using Pipelines.Training;

namespace Contoso.OutputGain;

public static class OutputGainExtensions
{
    public static IPipelinesBuilder AddOutputGain(this IPipelinesBuilder builder) =>
        builder.AddPeft().AddAdapter<OutputGainEstimator, OutputGainTrainerOptions, OutputGainAdapters>("contoso.output-gain");

    public static OutputGainEstimator OutputGain(
        this TrainersCatalog catalog, IModelSource model, Action<OutputGainTrainerOptions>? configure = null) =>
        catalog.Create<OutputGainEstimator, OutputGainTrainerOptions>(configure, model);
}
