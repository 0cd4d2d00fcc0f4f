using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>A parameter of a model that need not exist.</summary>
/// <param name="Name">Its path in the model.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Type">Its element type.</param>
public sealed record ParameterShape(string Name, Shape Shape, ElementType Type = ElementType.Float32);
