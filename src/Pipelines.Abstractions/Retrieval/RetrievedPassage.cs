namespace Pipelines;

/// <summary>A passage that a retriever found.</summary>
/// <param name="Id">Its id in the index or store.</param>
/// <param name="Text">Its text.</param>
/// <param name="Score">How well it fits, in the retriever's own scale; higher is better.</param>
public sealed record RetrievedPassage(long Id, string Text, double Score);
