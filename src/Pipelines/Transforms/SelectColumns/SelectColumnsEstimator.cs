namespace Pipelines;

/// <summary>
/// Keeps some columns, in the order given, and drops all others.
/// Learns nothing: <see cref="SelectColumnsTransformer"/> does it.
/// </summary>
/// <param name="options">Which columns are kept.</param>
public sealed class SelectColumnsEstimator(SelectColumnsOptions options)
    : TrivialEstimator<SelectColumnsTransformer>(new SelectColumnsTransformer([.. options.Columns]));
