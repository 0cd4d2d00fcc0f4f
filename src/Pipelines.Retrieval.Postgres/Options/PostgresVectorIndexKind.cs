namespace Pipelines.Retrieval.Postgres;

/// <summary>The approximate indexes of pgvector.</summary>
public enum PostgresVectorIndexKind
{
    /// <summary>A graph: better recall at the same speed, slower to build; may be built before there are passages.</summary>
    Hnsw,

    /// <summary>Lists around centres that are learned as it is built: build it when the passages are there.</summary>
    IvfFlat,
}
