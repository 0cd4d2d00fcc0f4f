namespace Pipelines.Retrieval;

/// <summary>By what passages of a store are found.</summary>
public enum PassageSearchMode
{
    /// <summary>By words.</summary>
    Words,

    /// <summary>By the vector of the query.</summary>
    Vectors,

    /// <summary>By both, joined by ranks.</summary>
    Hybrid,
}
