namespace Pipelines.Retrieval.Postgres;

/// <summary>How a database holds the vectors of a store.</summary>
public enum PostgresVectorStorage
{
    /// <summary>
    /// As the store that is there has them; for a new one, as <see cref="Extension"/> where pgvector is installed in the database, else as
    /// <see cref="Bytes"/>.
    /// </summary>
    Auto,

    /// <summary>As pgvector's type: the database compares vectors, and an index can be built over them.</summary>
    Extension,

    /// <summary>As bytes that any PostgreSQL holds: all vectors a filter leaves are read and compared here, exactly.</summary>
    Bytes,
}
