namespace Pipelines.Evaluation;

/// <summary>A text to score and the texts that were expected.</summary>
internal readonly record struct TextPair(string[] References, string Candidate);
