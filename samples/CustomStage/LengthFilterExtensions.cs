using Contoso.LengthFilter;

namespace Pipelines;

/// <summary>Registers the stage and makes it.</summary>
public static class LengthFilterExtensions
{
    /// <summary>Adds the stage <c>contoso.length-filter</c>.</summary>
    public static IPipelinesBuilder AddLengthFilter(this IPipelinesBuilder builder) =>
        builder.AddStage<LengthFilterEstimator, LengthFilterOptions, LengthFilterTransformer>("contoso.length-filter");

    /// <summary>Drops rows with unusually many tokens.</summary>
    public static LengthFilterEstimator FilterByLength(this TransformsCatalog catalog, Action<LengthFilterOptions>? configure = null) =>
        catalog.Create<LengthFilterEstimator, LengthFilterOptions>(configure);
}
