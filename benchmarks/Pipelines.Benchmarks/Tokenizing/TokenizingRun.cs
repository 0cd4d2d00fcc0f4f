namespace Pipelines.Benchmarks.Tokenizing;

/// <summary>What encoding a text took, and what it gave.</summary>
/// <param name="Seconds">The time of each pass.</param>
/// <param name="Count">The number of ids.</param>
/// <param name="Hash">SHA-256 of the ids as 32-bit little-endian numbers.</param>
internal sealed record TokenizingRun(double[] Seconds, int Count, string Hash);
