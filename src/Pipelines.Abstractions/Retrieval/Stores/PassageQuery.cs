namespace Pipelines;

/// <summary>What is asked: words, a vector, or both.</summary>
/// <param name="Text">Words that passages may share; null to search by the vector alone.</param>
/// <param name="Vector">What vectors are to be near to, with as many numbers as they have; empty to search by words alone.</param>
public sealed record PassageQuery(string? Text, ReadOnlyMemory<float> Vector = default);
