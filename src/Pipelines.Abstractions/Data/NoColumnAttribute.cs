namespace Pipelines;

/// <summary>Keeps a member of a row class from being a column.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NoColumnAttribute : Attribute;
