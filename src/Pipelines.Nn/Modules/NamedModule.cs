namespace Pipelines.Nn;

/// <summary>A module and its path in a module tree.</summary>
/// <param name="Name">Dotted: <c>h.0.attn.c_attn</c>; empty for the root.</param>
/// <param name="Module">The module.</param>
public readonly record struct NamedModule(string Name, Module Module);
