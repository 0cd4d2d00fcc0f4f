namespace Pipelines;

/// <summary>How many items the vector of a row class's member has in every row.</summary>
/// <param name="size">The number of items; 0 where it varies from row to row, as it does without this attribute.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class VectorTypeAttribute(int size = 0) : Attribute
{
    /// <summary>The number of items; 0 where it varies.</summary>
    public int Size { get; } = size;
}
