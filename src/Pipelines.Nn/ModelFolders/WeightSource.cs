namespace Pipelines.Nn;

/// <summary>Which tensor of a file fills a parameter.</summary>
/// <param name="ParameterName">The parameter's path in its model.</param>
/// <param name="TensorName">The tensor's name in the file.</param>
/// <param name="IsTransposed">Whether the file holds it transposed.</param>
public sealed record WeightSource(string ParameterName, string TensorName, bool IsTransposed);
