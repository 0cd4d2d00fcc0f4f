namespace Pipelines;

/// <summary>Adds columns that are other columns under another name. Learns nothing: <see cref="CopyColumnsTransformer"/> does it.</summary>
/// <param name="options">Which columns are copied.</param>
public sealed class CopyColumnsEstimator(CopyColumnsOptions options)
    : TrivialEstimator<CopyColumnsTransformer>(new CopyColumnsTransformer(ColumnPair.From(options.Columns)));
