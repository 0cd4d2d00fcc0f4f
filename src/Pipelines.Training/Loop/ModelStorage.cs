using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>How a model from a folder holds its weights, so that it can be loaded alike again.</summary>
/// <param name="Weights">How the weights of projections and embeddings are held that are not quantized.</param>
/// <param name="Quantization">How projections are quantized; null where they are not.</param>
public sealed record ModelStorage(WeightStorage Weights, QuantizationOptions? Quantization);
