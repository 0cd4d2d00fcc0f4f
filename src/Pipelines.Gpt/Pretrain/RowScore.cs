namespace Pipelines.Gpt;

/// <summary>What a decoder thinks of a row.</summary>
/// <param name="Loss">The mean negative log-likelihood per counted token, in nats; 0 where none counts.</param>
/// <param name="TokenCount">How many tokens it is the mean of.</param>
public readonly record struct RowScore(float Loss, int TokenCount);
