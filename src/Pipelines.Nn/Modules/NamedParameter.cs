namespace Pipelines.Nn;

/// <summary>A parameter and its path in a module tree.</summary>
/// <param name="Name">Dotted: <c>h.0.attn.c_attn.weight</c>.</param>
/// <param name="Parameter">The parameter.</param>
public readonly record struct NamedParameter(string Name, Parameter Parameter);
