namespace Pipelines;

/// <summary>A name added by AddContext.</summary>
internal sealed record ContextName(string Name);
