namespace Pipelines.Retrieval;

/// <summary>What a search found.</summary>
/// <param name="Id">The caller's id of the document or vector.</param>
/// <param name="Score">Its score; higher is better.</param>
public readonly record struct SearchHit(long Id, double Score);
