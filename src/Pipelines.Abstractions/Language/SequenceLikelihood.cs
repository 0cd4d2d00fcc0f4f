namespace Pipelines;

/// <summary>How likely a text is.</summary>
/// <param name="LogLikelihood">The natural logarithm of its probability.</param>
/// <param name="TokenCount">How many tokens that is of.</param>
/// <param name="IsMostLikely">Whether each of its tokens is the model's most likely: greedy search would have written it.</param>
/// <param name="IsContextCut">Whether the context was too long and lost its beginning.</param>
public readonly record struct SequenceLikelihood(double LogLikelihood, int TokenCount, bool IsMostLikely, bool IsContextCut = false);
