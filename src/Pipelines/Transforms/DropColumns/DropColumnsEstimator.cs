namespace Pipelines;

/// <summary>
/// Drops columns, together with those that they hide, and keeps the others.
/// Learns nothing: <see cref="DropColumnsTransformer"/> does it.
/// </summary>
/// <param name="options">Which columns are dropped.</param>
public sealed class DropColumnsEstimator(DropColumnsOptions options)
    : TrivialEstimator<DropColumnsTransformer>(new DropColumnsTransformer([.. options.Columns]));
