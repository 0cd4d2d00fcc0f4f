namespace Pipelines;

/// <summary>Computes a column by a registered function.</summary>
/// <param name="options">The columns and the function's id.</param>
/// <param name="context">Where the function is registered.</param>
/// <exception cref="PipelineException">No function is registered under the id.</exception>
public sealed class MapEstimator(MapOptions options, PipelineContext context) : TrivialEstimator<ITransformer>(
    RegisteredMapping.Find(context, options.Mapping).Create(options.InputColumn, options.OutputColumn ?? options.InputColumn));
