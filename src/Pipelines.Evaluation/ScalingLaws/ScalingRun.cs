namespace Pipelines.Evaluation;

/// <summary>A training run as scaling laws see it.</summary>
/// <param name="Parameters">Parameters of the model: N. Count them alike in all runs, with or without embeddings.</param>
/// <param name="Tokens">Tokens trained on, each once: D.</param>
/// <param name="Loss">Loss at its end, in nats a token, on the same text in all runs.</param>
public readonly record struct ScalingRun(double Parameters, double Tokens, double Loss);
