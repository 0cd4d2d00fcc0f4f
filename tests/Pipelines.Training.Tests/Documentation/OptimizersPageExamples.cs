using Pipelines.Nn;

namespace Pipelines.Training.Tests;

/// <summary>The code of docs/optimizers.md, compiled.</summary>
internal static class OptimizersPageExamples
{
    public static void Choose(TrainerOptions o)
    {
        o.LearningRate = 2e-5;
        o.Schedule = ScheduleKind.WarmupStableDecay;
        o.Optimizer = new BAdamOptions { SwitchEvery = 50, Order = BlockOrder.Random };
    }
}
