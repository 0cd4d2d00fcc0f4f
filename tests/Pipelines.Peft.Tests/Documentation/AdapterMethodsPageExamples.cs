using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>The code of the other methods in docs/adapters.md, compiled.</summary>
internal static class AdapterMethodsPageExamples
{
    public static IEstimator<ITransformer>[] Stages(PipelineContext context, IModelSource decoder) =>
    [
        context.Trainers.Ia3(decoder, o => (o.TargetModules, o.FeedForwardModules) = (["c_attn", "mlp.c_proj"], ["mlp.c_proj"])),
        context.Trainers.AdaLora(decoder, o => (o.TargetModules, o.InitialRank, o.TargetRank) = (["c_attn"], 12, 8)),
        context.Trainers.Bottleneck(decoder, o => (o.AfterAttention, o.ReductionFactor) = (true, 16)),
        context.Trainers.BitFit(decoder),
        context.Trainers.LastLayer(decoder),
    ];

    public static void Calls(GptModel model)
    {
        var factors = model.Attach(new Ia3Options { TargetModules = ["k_proj", "v_proj", "down_proj"], FeedForwardModules = ["down_proj"] });
        factors.MergeAndUnload();
        var bottlenecks = model.Attach(BottleneckOptions.Houlsby(), "polite");
        bottlenecks.Save("adapters/polite");
        bottlenecks.Unload();
        var biases = model.Attach(SelectiveOptions.BitFit(), "biases");
        biases.Activate("biases");
    }
}
