using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>A projection as a product: <c>input · weightᵀ</c>.</summary>
/// <param name="Input">Rows […, n].</param>
/// <param name="Weight">[out, n].</param>
public readonly record struct ProjectionProduct(Tensor Input, Tensor Weight);
