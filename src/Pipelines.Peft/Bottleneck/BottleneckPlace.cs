using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>Where a sublayer ends.</summary>
/// <param name="Path">The path of the projection that ends it.</param>
/// <param name="End">That projection.</param>
/// <param name="BeginPath">The path of one that begins it; null where none is known.</param>
/// <param name="Begin">That projection.</param>
internal sealed record BottleneckPlace(string Path, Projection End, string? BeginPath, Projection? Begin);
