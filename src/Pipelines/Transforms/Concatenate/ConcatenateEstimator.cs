namespace Pipelines;

/// <summary>The stage that gives <see cref="ConcatenateTransformer"/>.</summary>
/// <param name="options">Which columns are put together.</param>
public sealed class ConcatenateEstimator(ConcatenateOptions options)
    : TrivialEstimator<ConcatenateTransformer>(new ConcatenateTransformer(options.OutputColumn, [.. options.InputColumns]));
