namespace Pipelines;

/// <summary>The stage that gives <see cref="ConvertTypeTransformer"/>.</summary>
/// <param name="options">What is converted to what.</param>
public sealed class ConvertTypeEstimator(ConvertTypeOptions options) : TrivialEstimator<ConvertTypeTransformer>(
    new ConvertTypeTransformer(options.InputColumn, options.OutputColumn ?? options.InputColumn, options.OutputKind));
