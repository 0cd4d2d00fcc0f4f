namespace Pipelines;

/// <summary>The stage that gives <see cref="CopyColumnsTransformer"/>.</summary>
/// <param name="options">Which columns are copied.</param>
public sealed class CopyColumnsEstimator(CopyColumnsOptions options)
    : TrivialEstimator<CopyColumnsTransformer>(new CopyColumnsTransformer(ColumnPair.From(options.Columns)));
