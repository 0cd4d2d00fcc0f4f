using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>A tensor that an optimizer keeps for a parameter.</summary>
/// <param name="Name">Its name: the state is saved as <c>parameter.name</c>.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="ElementType">How its elements are stored.</param>
/// <param name="InitialValue">What a Float32 slot starts with; others start with zeros.</param>
public readonly record struct StateSlot(string Name, Shape Shape, ElementType ElementType = ElementType.Float32, float InitialValue = 0f);
