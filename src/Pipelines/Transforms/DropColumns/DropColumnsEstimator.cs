namespace Pipelines;

/// <summary>The stage that gives <see cref="DropColumnsTransformer"/>.</summary>
/// <param name="options">Which columns are dropped.</param>
public sealed class DropColumnsEstimator(DropColumnsOptions options)
    : TrivialEstimator<DropColumnsTransformer>(new DropColumnsTransformer([.. options.Columns]));
