using Company.StageName;

// In this namespace, one `using` finds everything.
namespace Pipelines;

/// <summary>Registers the stage and makes it.</summary>
public static class StageClassExtensions
{
    /// <summary>Adds the stage <c>company.stage-id</c>.</summary>
    public static IPipelinesBuilder AddStageClass(this IPipelinesBuilder builder) =>
        builder.AddStage<StageClassEstimator, StageClassOptions, StageClassTransformer>("company.stage-id");

    /// <summary>Gives texts their length as a share of the longest.</summary>
    public static StageClassEstimator StageClass(this TransformsCatalog catalog, Action<StageClassOptions>? configure = null) =>
        catalog.Create<StageClassEstimator, StageClassOptions>(configure);
}
