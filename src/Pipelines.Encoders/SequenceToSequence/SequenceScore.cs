namespace Pipelines.Encoders;

/// <summary>What a model thinks of a row.</summary>
/// <param name="Loss">The mean negative log-likelihood per counted token, in nats; 0 where none counts.</param>
/// <param name="TokenCount">How many tokens it is the mean of.</param>
internal readonly record struct SequenceScore(float Loss, int TokenCount);
