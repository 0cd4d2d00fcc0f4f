namespace Contoso.LengthFilter;

public static class LengthFilterExtensions
{
    public static IPipelinesBuilder AddLengthFilter(this IPipelinesBuilder builder) => builder.AddStage<LengthFilterEstimator, LengthFilterOptions, LengthFilterTransformer>("contoso.length-filter");
    public static LengthFilterEstimator FilterByLength(this TransformsCatalog catalog, Action<LengthFilterOptions>? configure = null) => catalog.Create<LengthFilterEstimator, LengthFilterOptions>(configure);
}
