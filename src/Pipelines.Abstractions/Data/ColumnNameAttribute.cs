namespace Pipelines;

/// <summary>The name of the column that a member of a row class stands for, where it is not the member's own name.</summary>
/// <param name="name">The column's name.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ColumnNameAttribute(string name) : Attribute
{
    /// <summary>The column's name.</summary>
    public string Name { get; } = name;
}
