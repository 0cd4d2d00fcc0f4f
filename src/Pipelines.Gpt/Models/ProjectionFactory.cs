using Pipelines.Nn;

namespace Pipelines.Gpt;

/// <summary>Makes the projections of a model's blocks: with weights, or as places for those that are loaded later.</summary>
internal delegate Projection ProjectionFactory(int inputSize, int outputSize, bool bias);
