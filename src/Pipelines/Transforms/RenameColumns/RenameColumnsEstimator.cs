namespace Pipelines;

/// <summary>Gives columns other names, in their place. Learns nothing: <see cref="RenameColumnsTransformer"/> does it.</summary>
/// <param name="options">Which columns are renamed.</param>
public sealed class RenameColumnsEstimator(RenameColumnsOptions options)
    : TrivialEstimator<RenameColumnsTransformer>(new RenameColumnsTransformer(ColumnPair.From(options.Columns)));
