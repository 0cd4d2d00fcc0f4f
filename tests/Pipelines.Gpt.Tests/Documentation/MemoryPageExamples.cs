using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>The code of docs/memory.md, compiled.</summary>
internal static class MemoryPageExamples
{
    public static SupervisedFineTuningEstimator Train(PipelineContext context)
    {
        var decoder = context.Model.LoadGpt("models/small", o => o.WeightStorage = WeightStorage.BFloat16);
        var trainer = context.Trainers.SupervisedFineTune(decoder, o =>
        {
            o.GradientCheckpointing = true;
            o.Optimizer = new BAdamOptions();
            o.Trainable = new TrainableParameters { Freeze = ["*.wte.weight"] };
        });
        return trainer;
    }

    public static SupervisedFineTuningEstimator Stream(PipelineContext context)
    {
        var large = context.Model.LoadGpt("models/large", o => o.MemoryBudget = 4L << 30);
        var trainer = context.Trainers.SupervisedFineTune(large, o =>
        {
            o.GradientCheckpointing = true;
            o.Trainable = new TrainableParameters { Scope = TrainableScope.Biases };
        });
        return trainer;
    }
}
