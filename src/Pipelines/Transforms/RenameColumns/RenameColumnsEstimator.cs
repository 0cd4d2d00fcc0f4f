namespace Pipelines;

/// <summary>The stage that gives <see cref="RenameColumnsTransformer"/>.</summary>
/// <param name="options">Which columns are renamed.</param>
public sealed class RenameColumnsEstimator(RenameColumnsOptions options)
    : TrivialEstimator<RenameColumnsTransformer>(new RenameColumnsTransformer(ColumnPair.From(options.Columns)));
