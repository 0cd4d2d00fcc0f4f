namespace Pipelines.Evaluation;

/// <summary>Computes the losses of a model on tokens: the negative logarithms of their probabilities, in nats.</summary>
/// <param name="window">Token ids that the model reads at once.</param>
/// <param name="losses">
/// Where the loss of each token goes, given those before it: as many as <paramref name="window"/> has. That of the first is not read.
/// </param>
public delegate void TokenLosses(ReadOnlySpan<int> window, Span<double> losses);
