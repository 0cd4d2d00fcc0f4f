namespace Pipelines;

/// <summary>A query and what was found for it, to be ranked again.</summary>
/// <param name="Query">The query.</param>
/// <param name="Passages">The passages, best first as they were found.</param>
public sealed record RerankRequest(string Query, IReadOnlyList<RetrievedPassage> Passages);
