using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>The memory of optimizers' states by their options, without making one.</summary>
internal static class OptimizerMemory
{
    private const int Single = sizeof(float);

    /// <summary>Bytes kept for parameters.</summary>
    public static long Of(OptimizerOptions options, IEnumerable<ParameterShape> parameters, ElementType weightType)
    {
        // Vectors are in Float32 whatever the matrices are.
        var hasMaster = options.MasterWeights && weightType != ElementType.Float32;
        return parameters.Sum(p => Of(options, p.Shape) + (hasMaster && p.Shape.Rank == 2 ? Single * p.Shape.ElementCount : 0));
    }

    /// <summary>Bytes that come and go in a step.</summary>
    public static long WorkspaceOf(OptimizerOptions options) =>
        options is PagedAdamWOptions paged ? (paged.AmsGrad ? 3L : 2L) * Single * paged.BlockSize : 0;

    private static long Of(OptimizerOptions options, Shape shape)
    {
        var count = shape.ElementCount;
        var slot = Single * count;
        return options switch
        {
            AdamW8BitOptions small => count < small.MinimumSize
                ? 2 * slot
                : 2 * (count + Single * ((count + small.BlockSize - 1) / small.BlockSize)),
            PagedAdamWOptions => 0,
            AdamWOptions { AmsGrad: true } => 3 * slot,
            AdamFamilyOptions => 2 * slot,
            LionOptions => slot,
            SgdOptions sgd => sgd.Momentum > 0 ? slot : 0,
            RmsPropOptions rms => slot + (rms.Momentum > 0 ? slot : 0) + (rms.Centered ? slot : 0),
            AdagradOptions => slot,
            AdafactorOptions factored =>
                (shape.Rank >= 2 ? Single * (count / shape[-1] + count / shape[-2]) : slot) + (factored.Beta1 is null ? 0 : slot),
            _ => throw new PipelineException(
                $"What {options.GetType().Name} keeps for a parameter is not known here, so its memory cannot be planned. " +
                "Plan with one of the built-in optimizers that keeps as much."),
        };
    }
}
