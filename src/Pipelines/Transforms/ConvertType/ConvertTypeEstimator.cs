namespace Pipelines;

/// <summary>
/// Converts a column's values, or the items of its vectors, to another type.
/// Learns nothing: <see cref="ConvertTypeTransformer"/> does it.
/// </summary>
/// <param name="options">What is converted to what.</param>
public sealed class ConvertTypeEstimator(ConvertTypeOptions options) : TrivialEstimator<ConvertTypeTransformer>(
    new ConvertTypeTransformer(options.InputColumn, options.OutputColumn ?? options.InputColumn, options.OutputKind));
