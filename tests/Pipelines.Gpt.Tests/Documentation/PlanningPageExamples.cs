using Pipelines.Tensors;

namespace Pipelines.Gpt.Tests;

/// <summary>The code of docs/planning.md, compiled.</summary>
internal static class PlanningPageExamples
{
    public static void Plan(PipelineContext context)
    {
        var plan = context.Model.Plan("llama-2-7b", o =>
        {
            o.BatchSize = 4;
            o.BlockSize = 2048;
            o.WeightType = ElementType.BFloat16;
            o.Checkpointing = true;
        });
        Console.WriteLine(plan);
        Console.WriteLine(plan.MemoryOf(TrainingMethod.Qlora).Total);
    }

    public static void Optimum()
    {
        var optimum = ScalingLaws.ChinchillaTrainingCurves.ForFlops(1e21);
        Console.WriteLine($"{optimum.Parameters} parameters, {optimum.Tokens} tokens");
        Console.WriteLine(ScalingLaws.ChinchillaLoss(optimum.Parameters, optimum.Tokens));
    }

    public static void Time(PipelineContext context, GptConfig config)
    {
        var timed = context.Model.Plan(config, o =>
        {
            o.MeasureSteps = 20;
            o.Tokens = 1e8;
        });
        Console.WriteLine(timed.TrainingTime);
    }
}
