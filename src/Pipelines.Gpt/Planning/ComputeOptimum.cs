namespace Pipelines.Gpt;

/// <summary>A point at which no other split of the same computation between model and data is expected to have a lower loss.</summary>
/// <param name="Law">The scaling law that says so.</param>
/// <param name="Parameters">Parameters of the model.</param>
/// <param name="Flops">Floating-point operations of the training.</param>
/// <param name="Tokens">Tokens to train on.</param>
public sealed record ComputeOptimum(string Law, double Parameters, double Flops, double Tokens);
