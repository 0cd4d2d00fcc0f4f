namespace Pipelines;

/// <summary>
/// Puts columns of one type, values or vectors, together as one dense vector.
/// Learns nothing: <see cref="ConcatenateTransformer"/> does it.
/// </summary>
/// <param name="options">Which columns are put together.</param>
public sealed class ConcatenateEstimator(ConcatenateOptions options)
    : TrivialEstimator<ConcatenateTransformer>(new ConcatenateTransformer(options.OutputColumn, [.. options.InputColumns]));
