namespace Pipelines;

/// <summary>The stage that gives <see cref="SelectColumnsTransformer"/>.</summary>
/// <param name="options">Which columns are kept.</param>
public sealed class SelectColumnsEstimator(SelectColumnsOptions options)
    : TrivialEstimator<SelectColumnsTransformer>(new SelectColumnsTransformer([.. options.Columns]));
